#include "task/group.h"

#include <algorithm>
#include <array>

#include "base/error.h"

namespace coldread {
namespace {

[[noreturn]] void fail(const YamlNode& node, const std::string& message) {
  throw Error(ErrorCode::usage, node.place(), message);
}

void collect(const TaskGroup& group, std::vector<std::string>& leaves) {
  for (const std::string& task : group.tasks) {
    if (std::find(leaves.begin(), leaves.end(), task) == leaves.end()) leaves.push_back(task);
  }
  for (const TaskGroup& child : group.groups) collect(child, leaves);
}

GroupAggregate read_aggregate(const YamlNode& entry) {
  const std::array<std::string, 4> known{"metric", "filter_list", "aggregation", "weight_by_size"};
  if (!entry.is_dict()) fail(entry, "an entry of aggregate_metric_list must be a dict, not " + kind_name(entry));
  check_keys(entry, known, "aggregate_metric_list");
  GroupAggregate aggregate;
  const YamlNode* metric = entry.find("metric");
  if (metric == nullptr || !metric->is_string())
    fail(entry, "an entry of aggregate_metric_list needs 'metric', a name");
  aggregate.metric = metric->scalar.as_string();
  const YamlNode* aggregation = entry.find("aggregation");
  if (aggregation != nullptr && !(aggregation->tag.empty() && aggregation->scalar == Value("mean"))) {
    fail(*aggregation, "groups aggregate by 'mean' only, not " + kind_name(*aggregation));
  }
  if (const YamlNode* weight = entry.find("weight_by_size")) {
    if (!weight->scalar.is_bool()) fail(*weight, "'weight_by_size' must be true or false");
    aggregate.weight_by_size = weight->scalar.as_bool();
  }
  if (const YamlNode* filters = entry.find("filter_list"); filters != nullptr && !filters->is_null()) {
    for (const YamlNode& filter : filters->is_list() ? filters->items : std::vector<YamlNode>{*filters}) {
      if (!filter.is_string()) fail(filter, "'filter_list' must be a name or a list of names");
      aggregate.filters.push_back(filter.scalar.as_string());
    }
  }
  return aggregate;
}

}  // namespace

std::vector<std::string> TaskGroup::leaves() const {
  std::vector<std::string> leaves;
  collect(*this, leaves);
  return leaves;
}

bool is_group_key(const std::string& key) {
  return key == "group" || key == "group_alias" || key == "task" || key == "aggregate_metric_list" || key == "metadata";
}

std::vector<GroupAggregate> read_aggregates(const YamlNode& group) {
  std::vector<GroupAggregate> aggregates;
  const YamlNode* list = group.find("aggregate_metric_list");
  if (list == nullptr || list->is_null()) return aggregates;
  for (const YamlNode& entry : list->is_list() ? list->items : std::vector<YamlNode>{*list}) {
    aggregates.push_back(read_aggregate(entry));
  }
  return aggregates;
}

}  // namespace coldread
