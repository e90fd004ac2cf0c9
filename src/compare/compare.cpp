#include "compare/compare.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <set>

#include "compare/difference.h"
#include "compare/group_difference.h"
#include "compare/pairing.h"
#include "compare/passages.h"
#include "stats/distributions.h"
#include "stats/multiple_comparisons.h"

namespace coldread {
namespace {

constexpr double kAlpha = 1 - kLevel;
constexpr double kPower = 0.8;

bool differ_in_seed_alone(const RunColumn& a, const RunColumn& b) {
  SamplingSettings sampling = a.sampling;
  sampling.seed = b.sampling.seed;
  return a.model.name == b.model.name && a.model.path == b.model.path && a.model.compute == b.model.compute &&
         a.setting == b.setting && sampling == b.sampling && a.sampling.seed != b.sampling.seed;
}

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
        const auto item = item_of(*sample, row.filter, row.metric);
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
    kept.push_back(document.first.front());
  }
  items.units = passage_units(kept);
  return items;
}

std::string list_of(const std::vector<std::int64_t>& documents) {
  constexpr std::size_t kNamed = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(kNamed, documents.size()); ++i) {
    text += fmt::format("{}{}", i == 0 ? "" : ", ", documents[i]);
  }
  return documents.size() > kNamed ? text + fmt::format(" and {} more", documents.size() - kNamed) : text;
}

/// What a pairing leaves out, in words; the same finding for another pair of arms is said once.
class Notes {
 public:
  void add(const TaskFacts& task, const Arm& first, const Arm& second, const Pairing& pairing) {
    if (!pairing.other_prompts.empty()) {
      say(fmt::format("{}\n{}", task.name, list_of(pairing.other_prompts)),
          fmt::format("{}: {} of {} documents have another prompt in {} than in {} and were not paired: {}", task.name,
                      pairing.other_prompts.size(), pairing.other_prompts.size() + pairing.documents.size(), second.id,
                      first.id, list_of(pairing.other_prompts)));
    }
    if (pairing.only_first + pairing.only_second > 0 && !pairing.documents.empty()) {
      say(fmt::format("{}\n{} {}", task.name, pairing.only_first, pairing.only_second),
          fmt::format("{}: compared on the {} documents that both have; {} are in {} alone, {} in {} alone", task.name,
                      pairing.documents.size(), pairing.only_first, first.id, pairing.only_second, second.id));
    }
  }
  void add_ungrouped(const std::string& group, const std::string& task) {
    say(group,
        fmt::format("{}: not compared as a group, since fewer than two documents of {} were paired", group, task));
  }
  void add_templates() {
    say("templates", "the models have chat templates of their own: documents are paired by content, not by prompt");
  }
  std::vector<std::string> take() { return std::move(notes_); }

 private:
  void say(const std::string& key, std::string note) {
    if (said_.insert(key).second) notes_.push_back(std::move(note));
  }
  std::set<std::string> said_;
  std::vector<std::string> notes_;
};

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
                   Notes& notes, std::vector<OpenDifference>& open) {
  const auto tasks = tasks_of(report, group, row);
  const bool plain_mean = std::ranges::find(group.unweighted, row.metric) != group.unweighted.end();
  for (std::size_t first = 0; first < arms.size(); ++first) {
    for (std::size_t second = first + 1; second < arms.size(); ++second) {
      std::vector<GroupPart> parts;
      for (const auto& [task, samples] : tasks) {
        GroupPart part{.scorer = Scorer(*task, row.metric), .items = {}};
        part.items = items_of(pair_documents(report, samples, arms[first], arms[second]), row, part.scorer);
        if (part.items.size() < 2) {
          notes.add_ungrouped(group.facts.name, task->name);
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

/// What depends on how many differences were looked at.
void finish(std::vector<OpenDifference>& open, Comparison& comparison) {
  std::vector<double> p_values;
  for (const OpenDifference& one : open) p_values.push_back(one.difference.p);
  const std::vector<double> corrected = holm(p_values);
  const double alpha = kAlpha / static_cast<double>(std::max<std::size_t>(open.size(), 1));
  for (std::size_t i = 0; i < open.size(); ++i) {
    Difference difference = std::move(open[i].difference);
    difference.p_holm = corrected[i];
    difference.beyond_noise = difference.p_holm < kAlpha && (difference.low > 0 || difference.high < 0);
    if (open[i].standard_error > 0) {
      const double reach =
          open[i].degrees > 0 ? student_central(1 - alpha, open[i].degrees) : normal_quantile(1 - alpha / 2);
      difference.detectable = (reach + normal_quantile(kPower)) * open[i].standard_error;
    }
    comparison.differences.push_back(std::move(difference));
  }
}

}  // namespace

std::vector<Arm> arms_of(const Report& report) {
  std::vector<Arm> arms;
  for (std::size_t run = 0; run < report.runs.size(); ++run) {
    const auto known = std::ranges::find_if(
        arms, [&](const Arm& arm) { return differ_in_seed_alone(report.runs[arm.runs.front()], report.runs[run]); });
    if (known == arms.end()) {
      arms.push_back({.id = report.runs[run].id, .runs = {run}});
    } else {
      known->runs.push_back(run);
    }
  }
  for (Arm& arm : arms) {
    if (arm.runs.size() == 1) continue;
    // "top-k 2 / seed 0" and its like: the id without its last part.
    arm.id = fmt::format("{} ({} seeds)", arm.id.substr(0, arm.id.rfind(" / ")), arm.runs.size());
  }
  return arms;
}

Comparison compare_arms(const Report& report, std::vector<Arm> arms) {
  Comparison comparison{.arms = std::move(arms),
                        .differences = {},
                        .notes = {},
                        .bootstrap_rounds = kBootstrapRounds,
                        .bootstrap_seed = kSeed};
  std::vector<OpenDifference> open;
  Notes notes;
  for (const TaskFacts& task : report.tasks) {
    const TaskSamples samples = samples_of_task(report, task.name);
    const std::vector<Row> rows = rows_of(report.scores, task.name);
    for (std::size_t first = 0; first < comparison.arms.size(); ++first) {
      for (std::size_t second = first + 1; second < comparison.arms.size(); ++second) {
        const Pairing pairing = pair_documents(report, samples, comparison.arms[first], comparison.arms[second]);
        notes.add(task, comparison.arms[first], comparison.arms[second], pairing);
        if (pairing.other_templates) notes.add_templates();
        for (const Row& row : rows) {
          const Scorer scorer(task, row.metric);
          const PairedItems items = items_of(pairing, row, scorer);
          if (items.size() < 2) continue;
          OpenDifference one = difference_of(scorer, items);
          if (!std::isfinite(one.difference.value)) continue;
          name(one.difference, task, row, first, second);
          open.push_back(std::move(one));
        }
      }
    }
  }
  for (const GroupFacts& group : report.groups) {
    for (const Row& row : rows_of(report.group_scores, group.facts.name)) {
      compare_group(report, group, row, comparison.arms, notes, open);
    }
  }
  finish(open, comparison);
  comparison.notes = notes.take();
  return comparison;
}

}  // namespace coldread
