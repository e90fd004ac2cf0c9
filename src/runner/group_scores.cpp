#include "runner/group_scores.h"

#include <algorithm>
#include <set>

#include "stats/group.h"

namespace coldread {
namespace {

const TaskFacts* facts_of(const Report& report, const std::string& task) {
  const auto found = std::ranges::find(report.tasks, task, &TaskFacts::name);
  return found == report.tasks.end() ? nullptr : &*found;
}

std::set<std::string> filters_of(const Report& report, const std::vector<std::string>& tasks,
                                 const std::string& metric) {
  std::set<std::string> filters;
  for (const Score& score : report.scores) {
    if (score.metric == metric && std::ranges::find(tasks, score.task) != tasks.end()) filters.insert(score.filter);
  }
  for (const MissingScore& score : report.missing_scores) {
    if (score.metric == metric && std::ranges::find(tasks, score.task) != tasks.end()) filters.insert(score.filter);
  }
  return filters;
}

struct Parts {
  std::vector<double> values, errors;
  std::vector<std::int64_t> sizes;
  std::int64_t failures = 0;
};

Parts parts_of(const Report& report, std::size_t run, const std::vector<std::string>& tasks, const std::string& filter,
               const std::string& metric) {
  Parts parts;
  for (const std::string& task : tasks) {
    for (const Score& score : report.scores) {
      if (score.run != run || score.task != task || score.filter != filter || score.metric != metric) continue;
      parts.values.push_back(score.estimate.value);
      parts.sizes.push_back(score.estimate.count);
      parts.failures += score.failures;
      if (score.estimate.standard_error) parts.errors.push_back(*score.estimate.standard_error);
    }
    for (const MissingScore& score : report.missing_scores) {
      const bool is_part = score.run == run && score.task == task && score.filter == filter && score.metric == metric;
      if (is_part) parts.failures += score.failures;
    }
  }
  return parts;
}

Estimate together(const Parts& parts, bool weight_by_size) {
  const std::vector<std::int64_t> ones(parts.sizes.size(), 1);
  Estimate estimate{.value = weighted_mean(parts.values, weight_by_size ? parts.sizes : ones),
                    .standard_error = std::nullopt,
                    .count = 0};
  for (const std::int64_t size : parts.sizes) estimate.count += size;
  if (parts.errors.size() != parts.values.size()) return estimate;  // one of the tasks has none
  if (!weight_by_size) {
    estimate.standard_error = unweighted_standard_error(parts.errors);
  } else if (estimate.count > static_cast<std::int64_t>(parts.sizes.size())) {
    estimate.standard_error = pooled_standard_error(parts.errors, parts.sizes);
  }
  return estimate;
}

void add_scores(const TaskGroup& group, const GroupAggregate& aggregate, Report& report) {
  const std::vector<std::string> tasks = group.leaves();
  std::set<std::string> filters(aggregate.filters.begin(), aggregate.filters.end());
  if (filters.empty()) filters = filters_of(report, tasks, aggregate.metric);
  bool any = false;
  for (std::size_t run = 0; run < report.runs.size(); ++run) {
    for (const std::string& filter : filters) {
      const Parts parts = parts_of(report, run, tasks, filter, aggregate.metric);
      if (parts.values.empty()) {  // this column runs none of the tasks, or all of their documents failed
        any = any || parts.failures > 0;
        if (parts.failures > 0)
          report.missing_group_scores.push_back({run, group.name, filter, aggregate.metric, parts.failures});
        continue;
      }
      any = true;
      report.group_scores.push_back({.run = run,
                                     .task = group.name,
                                     .filter = filter,
                                     .metric = aggregate.metric,
                                     .estimate = together(parts, aggregate.weight_by_size),
                                     .failures = parts.failures,
                                     .signature = {}});
      if (run == 0 && parts.values.size() < tasks.size()) {
        report.warnings.push_back("group " + group.name + ": " + std::to_string(tasks.size() - parts.values.size()) +
                                  " of its " + std::to_string(tasks.size()) + " tasks have no " + aggregate.metric +
                                  " (" + filter + ")");
      }
    }
  }
  if (!any) report.warnings.push_back("group " + group.name + ": none of its tasks has " + aggregate.metric);
}

GroupFacts make_facts(const TaskGroup& group, const Report& report) {
  GroupFacts made;
  made.facts.name = group.name;
  made.facts.alias = group.alias;
  made.facts.output_type = "group";
  made.facts.version = group.version;
  bool same_shots = true;
  std::optional<std::int64_t> shots;
  for (const std::string& task : group.leaves()) {
    const TaskFacts* facts = facts_of(report, task);
    if (facts == nullptr) continue;
    made.facts.documents_total += facts->documents_total;
    made.facts.documents_used += facts->documents_used;
    same_shots = same_shots && shots.value_or(facts->num_fewshot) == facts->num_fewshot;
    shots = facts->num_fewshot;
    for (const GroupAggregate& aggregate : group.aggregates) {
      for (const MetricFacts& metric : facts->metrics) {
        const bool known =
            std::ranges::find(made.facts.metrics, metric.name, &MetricFacts::name) != made.facts.metrics.end();
        if (metric.name == aggregate.metric && !known) made.facts.metrics.push_back(metric);
      }
    }
  }
  if (same_shots) made.facts.num_fewshot = shots.value_or(0);
  made.members = group.tasks;
  for (const TaskGroup& child : group.groups) made.members.push_back(child.name);
  made.tasks = group.leaves();
  for (const GroupAggregate& aggregate : group.aggregates) {
    if (!aggregate.weight_by_size) made.unweighted.push_back(aggregate.metric);
  }
  return made;
}

void add_group(const TaskGroup& group, Report& report) {
  for (const TaskGroup& child : group.groups) add_group(child, report);
  const bool known = std::ranges::any_of(report.groups, [&](const auto& g) { return g.facts.name == group.name; });
  if (known) return;
  report.groups.push_back(make_facts(group, report));
  for (const GroupAggregate& aggregate : group.aggregates) add_scores(group, aggregate, report);
}

}  // namespace

void add_groups(const Plan& plan, Report& report) {
  for (const TaskGroup& group : plan.groups) add_group(group, report);
}

}  // namespace coldread
