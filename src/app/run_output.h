#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "api/report.h"

namespace coldread::app {

/// The commonest causes of failures, the run's health, and how to see one of its documents; empty where all is well.
std::string troubles_text(const std::filesystem::path& folder, const Report& report);

/// The tables of a finished run, and where its files are, on standard output.
void print_results(const std::filesystem::path& folder, const Report& report);

/// Warnings of a run or plan on standard error, a line each, the first twenty.
void print_warnings(std::span<const std::string> warnings);

/// Notes of a config on standard error, a line each.
void print_notes(std::span<const std::string> notes);

/// The table of an interrupted run, over the documents that it got to. Nothing where there is none.
void print_so_far(const Report& report);

/// Throws Error(output) where standard output cannot be written to; a reader that went away is no fault.
void flush_results();

/// Why documents failed and what else went amiss, on standard error: beside scores that a program reads.
void print_troubles(const Report& report);

/// One JSON object on a line of standard output.
void print_json(const Dict& object);

}  // namespace coldread::app
