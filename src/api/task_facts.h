#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/value.h"

namespace coldread {

struct MetricFacts {
  std::string name;
  bool higher_is_better = true;
};

struct TaskFacts {
  std::string name;
  std::string alias;
  std::string description;  ///< one line for people
  std::string output_type;
  std::string version;
  std::vector<std::string> tags;
  std::int64_t num_fewshot = 0;
  std::int64_t documents_total = 0;
  std::int64_t documents_used = 0;
  std::int64_t own_answers = 0;  ///< of those: how many have their own answer among their examples
  std::vector<MetricFacts> metrics;
  Value config;  ///< the resolved task, as lm-evaluation-harness writes it
};

/// A group of tasks that has scores of its own. facts hold its name, alias and version, its documents are those of its
/// tasks together, its output type is "group".
struct GroupFacts {
  TaskFacts facts;
  std::vector<std::string> members;     ///< tasks and groups directly below it, by name
  std::vector<std::string> tasks;       ///< all tasks below it
  std::vector<std::string> unweighted;  ///< metrics that are the plain mean of the tasks'; others weigh them by size
};

}  // namespace coldread
