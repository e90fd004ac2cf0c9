#pragma once

#include <filesystem>
#include <string>

#include "api/execution.h"
#include "api/report.h"

namespace coldread {

/// Makes the folder of a run. Throws Error(output) where it cannot be made or written to.
void create_output_folder(const std::filesystem::path& folder);

/// Removes what write_outputs() and write_execution() wrote.
void remove_outputs(const std::filesystem::path& folder);

/// Writes results.json, results.csv, samples.csv, samples_<task>.jsonl, comparison.json and comparison.csv (where there
/// is something to compare) and report.html, each atomically. Files of a former report that this one lacks are removed.
/// Throws Error(output) for the first that cannot be written, after the others.
void write_outputs(const std::filesystem::path& folder, const Report& report);
/// Writes samples_<task>.jsonl of each run column.
void write_samples(const std::filesystem::path& folder, const Report& report);
/// Writes STEM.html and its further pages.
void write_pages(const std::filesystem::path& folder, const Report& report, const std::string& stem);
/// Writes run.json and machine.html.
void write_execution(const std::filesystem::path& folder, const Report& report, const Execution& execution);

/// Whether a document is missing from a score.
bool has_failures(const Report& report);

}  // namespace coldread
