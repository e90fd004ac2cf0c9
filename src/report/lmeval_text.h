#pragma once

#include <string>

#include "api/report.h"
#include "api/value.h"

namespace coldread {

/// A copy whose leaves are strings by Python's str(), as lm-evaluation-harness stores responses.
Value leaves_as_text(const Value& value);

/// The samples of one run and task in document order; points into the report.
std::vector<const Sample*> samples_of(const Report& report, std::size_t run, const std::string& task);

/// The filters of a task in the order of its scores; {"none"} where no score names one.
std::vector<std::string> filters_of(const Report& report, const std::string& task);

/// The outcome of a sample under a filter, nullptr where the document failed.
const FilteredOutcome* outcome_of(const Sample& sample, const std::string& filter);

/// sha256 over the document, prompt and target hashes of every line of a run's samples file; of nothing where the run
/// has no samples of the task.
std::string task_hash(const Report& report, std::size_t run, const std::string& task);

}  // namespace coldread
