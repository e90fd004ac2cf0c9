#include "compare/arm_intervals.h"

#include <algorithm>
#include <cmath>

#include "compare/difference.h"
#include "compare/pairing.h"
#include "compare/passages.h"
#include "stats/resampled_mean.h"
#include "stats/two_way.h"

namespace coldread {
namespace {

constexpr std::int64_t kMeanRounds = 10'000;
constexpr std::int64_t kMostDraws = 200'000'000;  // documents times replicates: about a second

/// The documents that every run of an arm scored.
struct ArmItems {
  std::vector<std::vector<ItemScore>> of_run;  ///< one list a run, parallel over the documents
  std::vector<const Sample*> samples;          ///< of the first run

  std::size_t size() const { return samples.size(); }
};

ArmItems items_of(const TaskSamples& samples, const Arm& arm, const Score& score, const Scorer& scorer) {
  ArmItems items;
  items.of_run.resize(arm.runs.size());
  for (const auto& [document, first] : samples[arm.runs.front()]) {
    std::vector<ItemScore> row;
    for (const std::size_t run : arm.runs) {
      const auto sample = samples[run].find(document);
      if (sample == samples[run].end()) break;
      auto item = item_of(*sample->second, score.filter, score.metric, scorer);
      if (!item || !scorer.takes(*item) || !std::isfinite(item->value)) break;
      row.push_back(std::move(*item));
    }
    if (row.size() < arm.runs.size()) continue;
    for (std::size_t i = 0; i < row.size(); ++i) items.of_run[i].push_back(std::move(row[i]));
    items.samples.push_back(first);
  }
  return items;
}

/// Whether all documents of all runs have the same value: resampling would then show no spread at all.
bool are_alike(const ArmItems& items) {
  const double first = items.of_run.front().front().value;
  return std::ranges::all_of(items.of_run, [&](const std::vector<ItemScore>& run) {
    return std::ranges::all_of(run, [&](const ItemScore& item) { return item.value == first; });
  });
}

std::vector<double> replicates_of(const Scorer& scorer, const ArmItems& items, const Units& units,
                                  const std::string& key) {
  const auto documents = static_cast<std::int64_t>(items.size());
  if (scorer.is_mean()) {
    const std::int64_t rounds = std::clamp<std::int64_t>(kMostDraws / documents, 1000, kMeanRounds);
    return two_way_replicates(units, items.of_run.size(), rounds, key,
                              [&](std::span<const std::size_t> drawn, std::size_t run) {
                                double sum = 0;
                                for (const std::size_t i : drawn) sum += items.of_run[run][i].value;
                                return sum / static_cast<double>(drawn.size());
                              });
  }
  std::vector<ItemScore> chosen;
  return two_way_replicates(units, items.of_run.size(), kBootstrapRounds, key,
                            [&](std::span<const std::size_t> drawn, std::size_t run) {
                              chosen.resize(drawn.size());
                              for (std::size_t i = 0; i < drawn.size(); ++i) chosen[i] = items.of_run[run][drawn[i]];
                              return scorer.score(chosen);
                            });
}

std::optional<ScoreInterval> interval_of(const Report& report, const TaskSamples& samples, const Arm& arm,
                                         const Score& score, const Scorer& scorer) {
  const ArmItems items = items_of(samples, arm, score, scorer);
  if (items.size() < 2) return std::nullopt;
  // Where nothing varies, each run's own interval says as much as there is to say.
  if (scorer.is_mean() && are_alike(items)) return score.interval;
  Units units = passage_units(items.samples);
  if (units.size() < 2) units = single_units(items.size());
  // The same draws for all arms and metrics of a task, so that what differs between them is no chance of the draws.
  const Interval interval =
      percentile_interval(replicates_of(scorer, items, units, report.answers_digest + score.task), kLevel);
  return ScoreInterval{interval.low, interval.high, "two-way bootstrap"};
}

}  // namespace

void add_arm_intervals(Report& report, std::span<const Arm> arms) {
  report.arm_intervals.clear();
  for (const TaskFacts& task : report.tasks) {
    const TaskSamples samples = samples_of_task(report, task.name);
    for (const Score& score : report.scores) {
      if (score.task != task.name) continue;
      const auto arm = std::ranges::find_if(arms, [&](const Arm& one) { return one.runs.front() == score.run; });
      if (arm == arms.end() || arm->runs.size() < 2) continue;
      const auto interval = interval_of(report, samples, *arm, score, Scorer(task, score.metric));
      if (!interval) continue;
      report.arm_intervals.push_back({.first_run = score.run,
                                      .task = score.task,
                                      .filter = score.filter,
                                      .metric = score.metric,
                                      .interval = *interval});
    }
  }
}

}  // namespace coldread
