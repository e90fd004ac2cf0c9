#include "task/group.h"

#include <algorithm>
#include <array>

#include "base/error.h"

namespace coldread {
namespace {

void collect(const TaskGroup& group, std::vector<std::string>& leaves) {
  for (const std::string& task : group.tasks) {
    if (std::find(leaves.begin(), leaves.end(), task) == leaves.end()) leaves.push_back(task);
  }
  for (const TaskGroup& child : group.groups) collect(child, leaves);
}

GroupAggregate read_aggregate(const YamlNode& entry) {
  const std::array<std::string, 4> known{"metric", "filter_list", "aggregation", "weight_by_size"};
  if (!entry.is_dict()) named(entry, "an entry of aggregate_metric_list").refuse_kind("a dict");
  check_keys(entry, known, "aggregate_metric_list");
  GroupAggregate aggregate;
  const YamlNode* metric = entry.find("metric");
  if (metric == nullptr || !metric->is_string())
    fail_at(entry, "an entry of aggregate_metric_list needs 'metric', a name");
  aggregate.metric = metric->scalar.as_string();
  const YamlNode* aggregation = entry.find("aggregation");
  if (aggregation != nullptr && !(aggregation->tag.empty() && aggregation->scalar == Value("mean"))) {
    fail_at(*aggregation, "groups aggregate by 'mean' only, not " + kind_name(*aggregation));
  }
  if (const YamlNode* weight = entry.find("weight_by_size")) {
    aggregate.weight_by_size = named(*weight, "'weight_by_size'").boolean();
  }
  if (const YamlNode* filters = entry.find("filter_list"); filters != nullptr && !filters->is_null()) {
    aggregate.filters = texts_of(*filters, "'filter_list'");
  }
  return aggregate;
}

}  // namespace

std::vector<std::string> TaskGroup::leaves() const {
  std::vector<std::string> leaves;
  collect(*this, leaves);
  return leaves;
}

const std::vector<std::string>& group_keys() {
  static const std::vector<std::string> keys{"group", "group_alias", "task", "aggregate_metric_list", "metadata"};
  return keys;
}

bool is_group_key(const std::string& key) {
  return std::ranges::find(group_keys(), key) != group_keys().end();
}

std::vector<GroupAggregate> read_aggregates(const YamlNode& group) {
  std::vector<GroupAggregate> aggregates;
  const YamlNode* list = group.find("aggregate_metric_list");
  if (list == nullptr || list->is_null()) return aggregates;
  for (const YamlNode* entry : items_of(*list)) aggregates.push_back(read_aggregate(*entry));
  return aggregates;
}

}  // namespace coldread
