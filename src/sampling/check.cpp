#include <cmath>
#include <fmt/format.h>
#include <string_view>

#include "base/error.h"
#include "sampling/sampling.h"

namespace coldread {
namespace {

void demand(bool possible, std::string_view name, double value, std::string_view range) {
  if (!possible) {
    throw Error(ErrorCode::usage, fmt::format("{} is {}, but must be {}", name, value, range));
  }
}

}  // namespace

void check(const SamplingSettings& settings) {
  const auto& s = settings;
  demand(s.temperature >= 0 && std::isfinite(s.temperature), "temperature", s.temperature, "0 (greedy) or more");
  demand(s.top_k >= 0, "top_k", static_cast<double>(s.top_k), "1 or more, or 0 for off");
  demand(s.top_p >= 0 && s.top_p <= 1, "top_p", s.top_p, "between 0 and 1 (off)");
  demand(s.min_p >= 0 && s.min_p <= 1, "min_p", s.min_p, "between 0 (off) and 1");
  demand(s.typical_p > 0 && s.typical_p <= 1, "typical_p", s.typical_p, "above 0 and at most 1 (off)");
  demand(s.repetition_penalty > 0 && std::isfinite(s.repetition_penalty), "repetition_penalty", s.repetition_penalty,
         "above 0, where 1 is off");
}

}  // namespace coldread
