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

/// What each arm is compared with.
enum class CompareWith {
  every_other,
  first_report,  ///< with its arm of the same name; with all of its arms where it has none of that name
};

/// All runs of all reports as the columns of one, with a comparison of their arms. A run's id gets its report's name in
/// front where ids would clash. Tasks are joined by name; what differs between their
/// definitions is a warning. Throws Error(usage) where no two reports have a document in common.
Report merge_and_compare(std::span<const NamedReport> reports, CompareWith with = CompareWith::every_other);

}  // namespace coldread
