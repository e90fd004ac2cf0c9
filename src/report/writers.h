#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "api/execution.h"
#include "api/report.h"

namespace coldread {

// One writer a file over a plain Report; each returns the whole content (the caller saves it atomically) and is a pure
// function of the Report.

/// results.json in lm-evaluation-harness's form; "runs" lists every run and the top level repeats the first, "coldread"
/// holds our own facts.
std::string results_json(const Report& report);
/// CSV as csv.h writes it (CRLF): one row a score; one row a sample and filter with a column for every metric.
std::string results_csv(const Report& report);
/// One row an arm and metric: the mean over the seeds, its spread and interval, and a column for each option in which
/// arms differ.
std::string arms_csv(const Report& report);
/// One row a part of a task's documents and arm: scores by columns of the data (report/breakdown.h).
std::string breakdown_csv(const Report& report);
std::string samples_csv(const Report& report);
/// samples_<task>.jsonl of one run column: all documents under the first filter, then under the next; what
/// lm-evaluation-harness does not keep stands under "coldread".
std::string samples_jsonl(const Report& report, std::size_t run, const std::string& task);
/// report.html: one self-contained page; a report of more samples than a page should hold has further ones beside it,
/// STEM-2.html and so on. The first is the overview.
struct HtmlPage {
  std::string file;
  std::string content;
};
std::vector<HtmlPage> html_pages(const Report& report, const std::string& stem = "report");
/// The first page.
std::string html(const Report& report);
/// The score table in Markdown.
std::string markdown(const Report& report);
/// The score table as a LaTeX tabular (booktabs).
std::string latex(const Report& report);
/// The score table for a terminal; colour and width as asked.
struct ConsoleStyle {
  bool colour = false;
  int width = 100;
  bool wide = false;  ///< every metric and every arm or pair, however many
};
std::string console_table(const Report& report, const ConsoleStyle& style = {});

/// comparison.csv, comparison.json and a table for a terminal: one row a difference. up and down count
/// the documents that the second arm does better and worse, whichever way the metric goes.
std::string comparison_csv(const Report& report);
std::string comparison_json(const Report& report);
std::string comparison_table(const Report& report, const ConsoleStyle& style = {});

/// quality.csv: what generated texts are like, one row a run and task.
std::string quality_csv(const Report& report);

/// run.json: what differs between two executions.
std::string execution_json(const Report& report, const Execution& execution);
/// machine.html: the same for people.
std::string machine_html(const Report& report, const Execution& execution);

}  // namespace coldread
