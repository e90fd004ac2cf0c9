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
    auto item = item_of(*sample, score.filter, score.metric);
    if (!item || !scorer.takes(*item)) continue;
    values.push_back(item->value);
    items.push_back(std::move(*item));
    kept.push_back(sample);
  }
  if (items.size() < 2 || !std::ranges::all_of(values, [](double value) { return std::isfinite(value); })) return {};
  const Units units = passage_units(kept);
  if (!scorer.is_mean() || units.size() < items.size()) return bootstrap_interval(scorer, items, units);
  if (std::ranges::all_of(values, [](double value) { return value == 0 || value == 1; })) {
    const auto successes = std::ranges::count(values, 1.0);
    const Interval wilson = wilson_interval(successes, std::ssize(values), kLevel);
    return ScoreInterval{wilson.low, wilson.high, "wilson"};
  }
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
