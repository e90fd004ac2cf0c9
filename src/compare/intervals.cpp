#include <algorithm>
#include <cmath>

#include "compare/compare.h"
#include "compare/difference.h"
#include "compare/pairing.h"
#include "compare/passages.h"
#include "stats/distributions.h"
#include "stats/moments.h"

namespace coldread {
namespace {

ScoreInterval student_interval(const std::vector<double>& values) {
  const double centre = mean(values);
  const double reach = student_central(kLevel, static_cast<double>(values.size() - 1)) * mean_standard_error(values);
  return {centre - reach, centre + reach, "t"};
}

ScoreInterval bootstrap_interval(const Scorer& scorer, const std::vector<ItemScore>& items, const Units& units) {
  std::vector<ItemScore> drawn;
  const Interval interval = percentile_interval(bootstrap_replicates(units, kBootstrapRounds, kSeed,
                                                                     [&](std::span<const std::size_t> documents) {
                                                                       drawn.resize(documents.size());
                                                                       for (std::size_t i = 0; i < drawn.size(); ++i)
                                                                         drawn[i] = items[documents[i]];
                                                                       return scorer.score(drawn);
                                                                     }),
                                                kLevel);
  return {interval.low, interval.high, units.size() < items.size() ? "cluster bootstrap" : "bootstrap"};
}

std::optional<ScoreInterval> interval_of(const Score& score, const Scorer& scorer,
                                         const std::map<std::int64_t, const Sample*>& samples) {
  std::vector<ItemScore> items;
  std::vector<const Sample*> kept;
  std::vector<double> values;
  for (const auto& [document, sample] : samples) {
    auto item = item_of(*sample, score.filter, score.metric, scorer);
    if (!item || !scorer.takes(*item)) continue;
    values.push_back(item->value);
    items.push_back(std::move(*item));
    kept.push_back(sample);
  }
  if (items.size() < 2 || !std::ranges::all_of(values, [](double value) { return std::isfinite(value); })) return {};
  Units units = passage_units(kept);
  if (units.size() < 2) units = single_units(items.size());  // one passage does not show how passages differ
  const bool single = units.size() == items.size();
  const bool alike = std::ranges::count(values, values.front()) == std::ssize(values);
  const bool shares = std::ranges::all_of(values, [](double value) { return value == 0 || value == 1; });
  // Replicates of documents that are all right or all wrong do not differ, whatever the next document would do.
  if (scorer.is_mean() && shares && (single || alike)) {
    const auto n = std::ssize(units);
    const auto successes = single ? std::ranges::count(values, 1.0) : values.front() == 1 ? n : 0;
    const Interval wilson = wilson_interval(successes, n, kLevel);
    return ScoreInterval{wilson.low, wilson.high, "wilson"};
  }
  if (!scorer.is_mean() || !single) return bootstrap_interval(scorer, items, units);
  return student_interval(values);
}

}  // namespace

void add_intervals(Report& report) {
  for (const TaskFacts& task : report.tasks) {
    const TaskSamples samples = samples_of_task(report, task.name);
    for (Score& score : report.scores) {
      if (score.task == task.name) score.interval = interval_of(score, Scorer(task, score.metric), samples[score.run]);
    }
  }
}

}  // namespace coldread
