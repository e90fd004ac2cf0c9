#pragma once

#include <cstddef>
#include <string>

#include "api/report.h"

namespace coldread {

// How many documents the means of results.json go over.

/// Sets "scored" and "asked": documents of the task (or group) that have a score in the run, and all that were asked.
void set_scored(const Report& report, std::size_t run, const std::string& task, Dict& dict);

/// Adds an entry a score that the run lacks since every document failed: its value is null.
void add_missing_scores(const Report& report, std::size_t run, List& scores);

/// Why documents failed: [{run, task, message, count, documents}], the first documents only.
List failure_list(const Report& report);

}  // namespace coldread
