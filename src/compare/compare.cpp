#include "compare/compare.h"

#include <algorithm>
#include <cmath>

#include "compare/difference.h"
#include "compare/findings.h"
#include "compare/group_difference.h"
#include "compare/pairing.h"
#include "compare/passages.h"
#include "stats/distributions.h"
#include "stats/multiple_comparisons.h"

namespace coldread {
namespace {

constexpr double kAlpha = 1 - kLevel;
constexpr double kPower = 0.8;

/// A metric of a task under one filter.
struct Row {
  std::string filter, metric;
  bool operator==(const Row&) const = default;
};

/// Of the scores of a task or a group.
std::vector<Row> rows_of(const std::vector<Score>& scores, const std::string& task) {
  std::vector<Row> rows;
  for (const Score& score : scores) {
    const Row row{score.filter, score.metric};
    if (score.task == task && std::ranges::find(rows, row) == rows.end()) rows.push_back(row);
  }
  return rows;
}

bool higher_is_better(const TaskFacts& task, const std::string& metric) {
  const auto found = std::ranges::find(task.metrics, metric, &MetricFacts::name);
  return found == task.metrics.end() || found->higher_is_better;
}

void name(Difference& difference, const TaskFacts& task, const Row& row, std::size_t first, std::size_t second) {
  difference.task = task.name;
  difference.filter = row.filter;
  difference.metric = row.metric;
  difference.higher_is_better = higher_is_better(task, row.metric);
  difference.first = first;
  difference.second = second;
}

/// Parts of one metric over the documents that have one in every run.
PairedItems items_of(const Pairing& pairing, const Row& row, const Scorer& scorer) {
  PairedItems items;
  std::vector<const Sample*> kept;
  for (const PairedDocument& document : pairing.documents) {
    std::vector<ItemScore> first, second;
    const auto collect = [&](const std::vector<const Sample*>& samples, std::vector<ItemScore>& into) {
      for (const Sample* sample : samples) {
        const auto item = item_of(*sample, row.filter, row.metric, scorer);
        if (!item || !std::isfinite(item->value) || !scorer.takes(*item)) return false;
        into.push_back(*item);
      }
      return true;
    };
    if (!collect(document.first, first) || !collect(document.second, second)) continue;
    items.first.resize(first.size());
    items.second.resize(second.size());
    for (std::size_t run = 0; run < first.size(); ++run) items.first[run].push_back(std::move(first[run]));
    for (std::size_t run = 0; run < second.size(); ++run) items.second[run].push_back(std::move(second[run]));
    items.ids.push_back(document.id);
    items.other_prompts += document.other_prompt == nullptr ? 0 : 1;
    kept.push_back(document.first.front());
  }
  items.units = passage_units(kept);
  return items;
}

/// A group's tasks that have a score of the metric.
std::vector<std::pair<const TaskFacts*, TaskSamples>> tasks_of(const Report& report, const GroupFacts& group,
                                                               const Row& row) {
  std::vector<std::pair<const TaskFacts*, TaskSamples>> tasks;
  for (const TaskFacts& task : report.tasks) {
    if (std::ranges::find(group.tasks, task.name) == group.tasks.end()) continue;
    const std::vector<Row> rows = rows_of(report.scores, task.name);
    if (std::ranges::find(rows, row) != rows.end()) tasks.emplace_back(&task, samples_of_task(report, task.name));
  }
  return tasks;
}

void compare_group(const Report& report, const GroupFacts& group, const Row& row, const std::vector<Arm>& arms,
                   Findings& findings, std::vector<OpenDifference>& open) {
  const auto tasks = tasks_of(report, group, row);
  const bool plain_mean = std::ranges::find(group.unweighted, row.metric) != group.unweighted.end();
  for (std::size_t first = 0; first < arms.size(); ++first) {
    for (std::size_t second = first + 1; second < arms.size(); ++second) {
      std::vector<GroupPart> parts;
      for (const auto& [task, samples] : tasks) {
        GroupPart part{.scorer = Scorer(*task, row.metric), .items = {}};
        part.items = items_of(pair_documents(samples, arms[first], arms[second]), row, part.scorer);
        if (part.items.size() < 2) {
          findings.add_ungrouped(group.facts.name, task->name);
          break;
        }
        parts.push_back(std::move(part));
      }
      if (parts.size() < tasks.size() || parts.size() < 2) continue;
      OpenDifference one = group_difference_of(parts, !plain_mean);
      if (!std::isfinite(one.difference.value)) continue;
      name(one.difference, group.facts, row, first, second);
      open.push_back(std::move(one));
    }
  }
}

/// Whether every run of two arms has a score of a row's metric.
bool have_row(const Report& report, const std::string& task, const Row& row, const Arm& arm) {
  return std::ranges::all_of(arm.runs, [&](std::size_t run) {
    return std::ranges::any_of(report.scores, [&](const Score& score) {
      return score.run == run && score.task == task && score.filter == row.filter && score.metric == row.metric;
    });
  });
}

/// Two arms on every metric of a task that both have.
void compare_task(const Report& report, const TaskFacts& task, const Pairing& pairing, const Comparison& comparison,
                  std::size_t first, std::size_t second, Findings& findings, std::vector<OpenDifference>& open) {
  if (pairing.documents.size() < 2) return;
  const std::vector<Row> rows = rows_of(report.scores, task.name);
  const Arm &one = comparison.arms[first], &other = comparison.arms[second];
  bool any = false;
  for (std::size_t index = 0; index < rows.size(); ++index) {
    const Row& row = rows[index];
    if (!have_row(report, task.name, row, one) || !have_row(report, task.name, row, other)) continue;
    any = true;
    const Scorer scorer(task, row.metric);
    const PairedItems items = items_of(pairing, row, scorer);
    if (items.size() < pairing.documents.size()) {
      findings.add_unscored(task.name, row.metric, items.size(), pairing.documents.size());
    }
    if (items.size() < 2) continue;
    OpenDifference found = difference_of(scorer, items);
    if (!std::isfinite(found.difference.value)) continue;
    name(found.difference, task, row, first, second);
    found.row = index;
    open.push_back(std::move(found));
  }
  if (!any) findings.add_without_metric(task.name, one, other);
}

/// Marks the primary metric of what was compared on a task or group: the first of its metrics that was.
void mark_primary(std::vector<OpenDifference>& open) {
  if (open.empty()) return;
  const std::size_t primary = std::ranges::min(open, {}, &OpenDifference::row).row;
  for (OpenDifference& one : open) one.difference.primary = one.row == primary;
}

void append(std::vector<OpenDifference> from, std::vector<OpenDifference>& to) {
  mark_primary(from);
  std::ranges::move(from, std::back_inserter(to));
}

/// What depends on how many tests there are.
void finish(std::vector<OpenDifference>& open, Comparison& comparison) {
  std::vector<double> p_values;
  for (const OpenDifference& one : open) {
    if (one.difference.primary) p_values.push_back(one.difference.p);
  }
  comparison.family = std::ssize(p_values);
  const std::vector<double> corrected = holm(p_values);
  const double alpha = kAlpha / static_cast<double>(std::max<std::size_t>(p_values.size(), 1));
  std::size_t next = 0;
  for (OpenDifference& one : open) {
    Difference& difference = one.difference;
    if (difference.primary) {
      difference.p_holm = corrected[next++];
      difference.beyond_noise = *difference.p_holm < kAlpha && (difference.low > 0 || difference.high < 0);
      if (one.standard_error > 0) {
        const double reach = one.degrees > 0 ? student_central(1 - alpha, one.degrees) : normal_quantile(1 - alpha / 2);
        difference.detectable = (reach + normal_quantile(kPower)) * one.standard_error;
      }
    }
    comparison.differences.push_back(std::move(difference));
  }
}

}  // namespace

Comparison compare_arms(const Report& report, std::vector<Arm> arms) {
  Comparison comparison;
  comparison.arms = std::move(arms);
  comparison.bootstrap_rounds = kBootstrapRounds;
  comparison.bootstrap_seed = kSeed;
  std::vector<OpenDifference> open;
  Findings findings;
  for (const TaskFacts& task : report.tasks) {
    const TaskSamples samples = samples_of_task(report, task.name);
    std::vector<OpenDifference> of_task;
    for (std::size_t first = 0; first < comparison.arms.size(); ++first) {
      for (std::size_t second = first + 1; second < comparison.arms.size(); ++second) {
        const Pairing pairing = pair_documents(samples, comparison.arms[first], comparison.arms[second]);
        findings.add_pairing(task, comparison.arms, first, second, pairing);
        compare_task(report, task, pairing, comparison, first, second, findings, of_task);
      }
    }
    append(std::move(of_task), open);
  }
  for (const GroupFacts& group : report.groups) {
    std::vector<OpenDifference> of_group;
    const std::vector<Row> rows = rows_of(report.group_scores, group.facts.name);
    for (std::size_t index = 0; index < rows.size(); ++index) {
      const std::size_t known = of_group.size();
      compare_group(report, group, rows[index], comparison.arms, findings, of_group);
      for (std::size_t i = known; i < of_group.size(); ++i) of_group[i].row = index;
    }
    append(std::move(of_group), open);
  }
  finish(open, comparison);
  findings.finish(comparison);
  return comparison;
}

}  // namespace coldread
