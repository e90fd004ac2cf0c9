#include "compare/gate.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <set>

#include "base/error.h"
#include "base/suggest.h"

namespace coldread {
namespace {

/// Differences of two decimal fractions miss their own last digit by less: 0.78 - 0.80 is -0.02.
constexpr double kRounding = 1e-12;

Error wrong_gate(std::string_view text) {
  return {
      ErrorCode::usage,
      "--fail-on takes a metric and how much worse it may be, as in \"acc -0.02\" or \"word_perplexity +0.5\", not '" +
          std::string(text) + "'"};
}

bool names(const Gate& gate, const std::string& metric, const std::string& filter) {
  return gate.metric == metric || gate.metric == metric + "," + filter;
}

/// A score that a gate is about, by the name of its task or group.
struct GatedScore {
  std::string task, filter, metric;
  auto operator<=>(const GatedScore&) const = default;
};

/// What the runs of an arm have a score of, or lack it as every document failed.
std::vector<GatedScore> scores_of(const Report& report, const Arm& arm, const Gate& gate) {
  std::vector<GatedScore> found;
  const auto add = [&](const auto& scores) {
    for (const auto& score : scores) {
      GatedScore one{score.task, score.filter, score.metric};
      const bool of_arm = std::ranges::find(arm.runs, score.run) != arm.runs.end();
      if (of_arm && names(gate, score.metric, score.filter) && std::ranges::find(found, one) == found.end())
        found.push_back(std::move(one));
    }
  };
  add(report.scores);
  add(report.group_scores);
  add(report.missing_scores);
  return found;
}

const Difference* difference_of(const Comparison& comparison, const ArmPair& pair, const GatedScore& score) {
  const auto found = std::ranges::find_if(comparison.differences, [&](const Difference& one) {
    return one.first == pair.first && one.second == pair.second && one.task == score.task &&
           one.filter == score.filter && one.metric == score.metric;
  });
  return found == comparison.differences.end() ? nullptr : &*found;
}

/// Throws where the sign says the other way than the metric.
void demand_loss(const Gate& gate, const Difference& difference) {
  if (!(difference.higher_is_better ? gate.rises : gate.falls)) return;
  throw Error(ErrorCode::usage,
              fmt::format("--fail-on \"{}\": {} is better when {}, so a loss is written {} {}{}", gate.text,
                          difference.metric, difference.higher_is_better ? "higher" : "lower", gate.metric,
                          difference.higher_is_better ? "-" : "+", gate.loss));
}

bool breaks(const Gate& gate, const Difference& difference, const GateOptions& options) {
  const double best = difference.higher_is_better ? difference.high : -difference.low;
  const double gain = difference.higher_is_better ? difference.value : -difference.value;
  return (options.whole_interval ? best : gain) < -gate.loss - kRounding;
}

std::string broken_text(const Gate& gate, const Difference& difference, const GateOptions& options) {
  const bool higher = difference.higher_is_better;
  return fmt::format("{:.6g} against {:.6g}, difference {:+.6g} [{:.6g}, {:.6g}]{} {} {}{:g}", difference.second_value,
                     difference.first_value, difference.value, difference.low, difference.high,
                     options.whole_interval ? ", the whole interval" : "", higher ? "below" : "above",
                     higher ? "-" : "+", gate.loss);
}

/// Names of metrics that a report has scores of.
std::vector<std::string> metric_names(const Report& report) {
  std::set<std::string> names;
  for (const auto* scores : {&report.scores, &report.group_scores}) {
    for (const Score& score : *scores) names.insert(score.metric);
  }
  return {names.begin(), names.end()};
}

}  // namespace

Gate parse_gate(std::string_view text) {
  const std::size_t blank = text.find_last_of(' ');
  if (blank == 0 || blank == std::string_view::npos) throw wrong_gate(text);
  Gate gate{.metric = std::string(text.substr(0, text.find_last_not_of(' ', blank) + 1)), .text = std::string(text)};
  std::string_view number = text.substr(blank + 1);
  gate.falls = number.starts_with('-');
  gate.rises = number.starts_with('+');
  if (gate.falls || gate.rises) number.remove_prefix(1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), gate.loss);
  const bool is_number = error == std::errc{} && end == number.data() + number.size();
  if (!is_number || gate.metric.empty() || !std::isfinite(gate.loss) || gate.loss < 0) throw wrong_gate(text);
  return gate;
}

std::vector<GateFailure> broken_gates(const Report& report, const std::vector<Gate>& gates,
                                      const GateOptions& options) {
  const Comparison& comparison = report.comparison;
  std::vector<GateFailure> failures;
  for (const Gate& gate : gates) {
    bool any = false;
    for (const ArmPair& pair : comparison.pairs) {
      for (const GatedScore& score : scores_of(report, comparison.arms[pair.first], gate)) {
        any = true;
        GateFailure failure{score.task, score.filter, score.metric, pair.first, pair.second, gate.text, ""};
        const Difference* difference = difference_of(comparison, pair, score);
        if (difference == nullptr) {
          failure.reason = "not compared: fewer than two documents have a score in both";
          failures.push_back(std::move(failure));
          continue;
        }
        demand_loss(gate, *difference);
        if (!breaks(gate, *difference, options)) continue;
        failure.reason = broken_text(gate, *difference, options);
        failures.push_back(std::move(failure));
      }
    }
    if (!any) {
      const std::vector<std::string> known = metric_names(report);
      throw Error(ErrorCode::usage, fmt::format("--fail-on \"{}\": the baseline has no score of '{}'{}", gate.text,
                                                gate.metric, did_you_mean(gate.metric, known)));
    }
  }
  return failures;
}

}  // namespace coldread
