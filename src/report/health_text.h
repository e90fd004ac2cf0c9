#pragma once

#include <string>
#include <vector>

#include "api/report.h"

namespace coldread {

/// One kind of trouble that a task had in a run, in words, and where the page shows its samples.
struct HealthLine {
  std::string text;     ///< "squad: 10 of 10 answers empty, ended at once: wrong chat template?"
  std::string address;  ///< of the page, after its '#': "task=squad&show=empty"
};

/// What a reader should know of a run's health beside failures (see report/failures.h): empty for a healthy one. In the
/// order of tasks, runs and kinds.
std::vector<HealthLine> health_lines(const Report& report);

/// The same for a terminal, a line each; empty for a healthy run.
std::string health_text(const Report& report);

/// The health of each task in one run by the names of results.json: {task: {asked, failed, empty, ...}}, counts of
/// documents.
Dict health_counts(const Report& report, std::size_t run);

}  // namespace coldread
