#pragma once

#include <cstddef>
#include <string>

#include "api/report.h"

namespace coldread {

// One writer a file over a plain Report; each returns the whole content (the caller saves it atomically) and is a pure
// function of the Report.

/// results.json in lm-evaluation-harness's form; "runs" lists every run and the top level repeats the first, "coldread"
/// holds our own facts.
std::string results_json(const Report& report);
/// CSV as csv.h writes it (CRLF): one row a score; one row a sample and filter with a column for every metric.
std::string results_csv(const Report& report);
std::string samples_csv(const Report& report);
/// samples_<task>.jsonl of one run column: all documents under the first filter, then under the next; what
/// lm-evaluation-harness does not keep stands under "coldread".
std::string samples_jsonl(const Report& report, std::size_t run, const std::string& task);
/// report.html: one self-contained page.
std::string html(const Report& report);
/// The score table in Markdown.
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
