#pragma once

#include <span>
#include <string>
#include <vector>

#include "api/report.h"

namespace coldread {

/// One of several reports to be put side by side.
struct NamedReport {
  std::string name;  ///< of the folder it came from
  Report report;
};

/// Two tasks that are compared as one: `other` is taken for `name` in the reports that lack `name`.
struct TaskPair {
  std::string name, other;
};

/// Renames what the pairs name. Throws Error(usage) where a report holds both names, or no report the one or the other.
void pair_tasks(std::span<const TaskPair> pairs, std::span<NamedReport> reports);

/// All runs of all reports as the columns of one, with a comparison of the arms of each with all others. A run's id
/// gets its report's name in front where ids would clash. Tasks are joined by name; what differs between their
/// definitions is a warning. Throws Error(usage) where no two reports have a document in common.
Report merge_and_compare(std::span<const NamedReport> reports);

}  // namespace coldread
