#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "api/report.h"

namespace coldread {

// One writer a file over a plain Report; each returns the whole content (the caller saves it atomically) and is a pure
// function of the Report.

std::string results_json(const Report& report);
std::string results_csv(const Report& report);
std::string samples_csv(const Report& report);
/// samples_<task>.jsonl of one run column: one line a document and filter.
std::string samples_jsonl(const Report& report, std::size_t run, const std::string& task);
std::string html(const Report& report);
std::string markdown(const Report& report);
/// The score table for a terminal; colour and width as asked.
struct ConsoleStyle {
  bool colour = false;
  int width = 100;
};
std::string console_table(const Report& report, const ConsoleStyle& style = {});

/// run.json: what differs between two executions.
std::string execution_json(const Report& report, const Execution& execution);

}  // namespace coldread
