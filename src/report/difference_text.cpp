#include "report/difference_text.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/scoreboard.h"

namespace coldread {
namespace {

std::string number(double value, int decimals, std::string_view minus) {
  return (value < 0 ? std::string(minus) : "") + score_text(std::abs(value), decimals);
}

}  // namespace

DifferenceText difference_text(const Difference& difference, std::string_view minus) {
  const double largest = std::max(std::abs(difference.first_value), std::abs(difference.second_value));
  const ScoreFormat format = score_format(largest, (difference.high - difference.low) / 2);
  return {.value = signed_text(difference.value, format.value, minus),
          .interval = "[" + number(difference.low, format.interval, minus) + ", " +
                      number(difference.high, format.interval, minus) + "]",
          .detectable = difference.detectable ? score_text(*difference.detectable, format.value) : ""};
}

std::string signed_text(double value, int decimals, std::string_view minus) {
  return (value < 0 ? std::string(minus) : "+") + score_text(std::abs(value), decimals);
}

std::string p_text(double p) {
  return p < 0.0001 ? "<.0001" : fmt::format("{:.4f}", p);
}

std::string prompts_text(std::span<const std::string> labels, const PromptDifference& prompts) {
  return fmt::format("prompts differ on {} of {} documents ({} against {}); document {}:", prompts.documents,
                     prompts.paired, labels[prompts.first], labels[prompts.second], prompts.example);
}

}  // namespace coldread
