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

/// What a score is over: its documents' parts, and what they are made of.
struct Scored {
  std::vector<ItemScore> items;
  std::vector<double> values;
  std::vector<const Sample*> samples;
};

Scored scored_of(const Score& score, const Scorer& scorer, const std::map<std::int64_t, const Sample*>& samples) {
  Scored scored;
  for (const auto& [document, sample] : samples) {
    auto item = item_of(*sample, score.filter, score.metric, scorer);
    if (!item || !scorer.takes(*item)) continue;
    scored.values.push_back(item->value);
    scored.items.push_back(std::move(*item));
    scored.samples.push_back(sample);
  }
  return scored;
}

bool are_bounded(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double value) { return value >= 0 && value <= 1; });
}

ScoreInterval student_interval(const std::vector<double>& values) {
  const double centre = mean(values);
  const double reach = student_central(kLevel, static_cast<double>(values.size() - 1)) * mean_standard_error(values);
  return {centre - reach, centre + reach, "t"};
}

ScoreInterval bounded_interval(const BoundedMean& value) {
  const Interval interval = bounded_mean_interval(value, kLevel);
  return {interval.low, interval.high, "effective wilson"};
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

std::optional<ScoreInterval> interval_of(const Scored& scored, const Scorer& scorer) {
  const std::vector<double>& values = scored.values;
  if (values.size() < 2 || !std::ranges::all_of(values, [](double value) { return std::isfinite(value); })) return {};
  Units units = passage_units(scored.samples);
  if (units.size() < 2) units = single_units(values.size());  // one passage does not show how passages differ
  const bool single = units.size() == values.size();
  const bool alike = std::ranges::count(values, values.front()) == std::ssize(values);
  const bool shares = std::ranges::all_of(values, [](double value) { return value == 0 || value == 1; });
  // Replicates of documents that are all right or all wrong do not differ, whatever the next document would do.
  if (scorer.is_mean() && shares && (single || alike)) {
    const auto n = std::ssize(units);
    const auto successes = single ? std::ranges::count(values, 1.0) : values.front() == 1 ? n : 0;
    const Interval wilson = wilson_interval(successes, n, kLevel);
    return ScoreInterval{wilson.low, wilson.high, "wilson"};
  }
  if (!scorer.is_mean() || !single) return bootstrap_interval(scorer, scored.items, units);
  if (!are_bounded(values)) return student_interval(values);
  return bounded_interval({.mean = mean(values),
                           .standard_error = mean_standard_error(values),
                           .n = std::ssize(values),
                           .degrees = static_cast<double>(values.size() - 1)});
}

/// Of a group's mean of means in [0, 1], from its standard error; of another group none. bounded: by score.
std::optional<ScoreInterval> group_interval(const Report& report, const GroupFacts& facts, const Score& group,
                                            const std::vector<bool>& bounded) {
  std::int64_t members = 0;
  for (std::size_t i = 0; i < report.scores.size(); ++i) {
    const Score& score = report.scores[i];
    const bool is_member = score.run == group.run && score.filter == group.filter && score.metric == group.metric &&
                           std::ranges::find(facts.tasks, score.task) != facts.tasks.end();
    if (is_member && !bounded[i]) return std::nullopt;
    members += is_member ? 1 : 0;
  }
  const Estimate& estimate = group.estimate;
  if (!estimate.standard_error || estimate.count <= members) return std::nullopt;
  return bounded_interval({.mean = estimate.value,
                           .standard_error = *estimate.standard_error,
                           .n = estimate.count,
                           .degrees = static_cast<double>(estimate.count - members)});
}

}  // namespace

void add_intervals(Report& report) {
  std::vector<bool> bounded(report.scores.size());  // whether a score is a mean of values in [0, 1]
  for (const TaskFacts& task : report.tasks) {
    const TaskSamples samples = samples_of_task(report, task.name);
    for (std::size_t i = 0; i < report.scores.size(); ++i) {
      Score& score = report.scores[i];
      if (score.task != task.name) continue;
      const Scorer scorer(task, score.metric);
      const Scored scored = scored_of(score, scorer, samples[score.run]);
      score.interval = interval_of(scored, scorer);
      bounded[i] = scorer.is_mean() && are_bounded(scored.values);
    }
  }
  for (const GroupFacts& group : report.groups) {
    for (Score& score : report.group_scores) {
      if (score.task == group.facts.name) score.interval = group_interval(report, group, score, bounded);
    }
  }
}

}  // namespace coldread
