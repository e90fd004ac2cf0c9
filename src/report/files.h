#pragma once

#include <filesystem>
#include <string>

#include "api/report.h"

namespace coldread {

/// samples_<task>.jsonl of the first run, as lm-evaluation-harness names it; other runs add their id. What is too long
/// for a file's name is cut, and a digest stands in for it; one tells names apart that differ in other characters than
/// letters, digits, '-' and '.' alone.
std::string samples_file_name(const Report& report, std::size_t run, const std::string& task);

/// The report of a finished run, read back from the results.json and samples_*.jsonl of its folder: all that a
/// comparison and the report's page show, without tasks or model. Throws Error(input) where a file is missing or is not
/// what coldread writes.
Report read_report(const std::filesystem::path& folder);

/// Adds the samples of one samples_*.jsonl to a report.
void read_samples(const std::filesystem::path& file, std::size_t run, const TaskFacts& task, Report& report);

}  // namespace coldread
