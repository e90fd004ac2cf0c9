#pragma once

#include <string>
#include <vector>

#include "io/yaml.h"

namespace coldread {

/// One entry of a group's aggregate_metric_list.
struct GroupAggregate {
  std::string metric;
  std::vector<std::string> filters;  ///< empty: every filter that the tasks share
  bool weight_by_size = true;
};

/// A group of tasks with its subgroups. Its scores are over all leaf tasks below it.
struct TaskGroup {
  std::string name;
  std::string alias;
  std::string version = "N/A";     ///< metadata.version
  std::vector<std::string> tasks;  ///< direct members, as TaskIndex::load takes them
  std::vector<TaskGroup> groups;
  std::vector<GroupAggregate> aggregates;

  /// All leaf tasks in order, each once.
  std::vector<std::string> leaves() const;
};

/// Keys of a group's YAML that speak of the group itself; all others are laid over its tasks' configs.
const std::vector<std::string>& group_keys();
bool is_group_key(const std::string& key);

std::vector<GroupAggregate> read_aggregates(const YamlNode& group);

}  // namespace coldread
