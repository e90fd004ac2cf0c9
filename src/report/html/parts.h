#pragma once

#include <string>
#include <vector>

#include "report/html/page_model.h"

namespace coldread {

/// A stretch of a task's documents on one page.
struct TaskDocuments {
  std::string task;
  std::int64_t from = 0, to = 0;  ///< first and last document
};

/// One page of a report whose samples take several.
struct ReportPage {
  std::string file;  ///< "report.html", "report-2.html", ...
  std::vector<TaskPage> pages;
  std::vector<TaskDocuments> stretches;
};

/// The samples in parts of about four megabytes, in the order of tasks and documents; at least one part.
std::vector<ReportPage> split_pages(std::vector<TaskPage> pages, const std::string& stem);

/// Where a document or a task's first one stands; nullptr where it is on no part.
const ReportPage* part_of(const std::vector<ReportPage>& parts, const std::string& task);

/// "qa 0 to 399, tldr": what a part holds, for people.
std::string part_text(const ReportPage& part);

}  // namespace coldread
