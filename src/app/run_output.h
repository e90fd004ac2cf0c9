#pragma once

#include <filesystem>

#include "api/report.h"

namespace coldread::app {

/// The tables of a finished run, and where its files are, on standard output.
void print_results(const std::filesystem::path& folder, const Report& report);

/// Throws Error(output) where standard output cannot be written to; a reader that went away is no fault.
void flush_results();

}  // namespace coldread::app
