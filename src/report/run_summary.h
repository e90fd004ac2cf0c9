#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coldread {

/// A task's first score in one column of a run.
struct SummaryScore {
  std::string arm;  ///< the column's id
  std::string task, metric;
  std::string version;  ///< of the task
  double value = 0;
  double low = 0, high = 0;  ///< its 95 % interval; both `value` where there is none
};

/// One run, as a list of many shows it.
struct RunSummary {
  std::string folder;  ///< from the list's own folder
  std::string name;
  std::string started;  ///< ISO 8601; empty: not known
  std::string version;  ///< of the program
  std::string digest;   ///< of all answers
  std::vector<std::string> models;
  std::vector<SummaryScore> scores;
  std::vector<std::pair<std::string, std::int64_t>> troubles;  ///< kinds of health, with documents
  std::string unfinished;                                      ///< "5 of 20 documents"; empty: it is finished
  std::string trouble;                                         ///< why it cannot be read; empty: it can
};

/// From the text of a results.json. Throws Error(input) with the file's name where it is none of ours.
RunSummary summarize_results(std::string_view json, const std::string& file);

/// Of a run's folder: its results.json, and run.json where that is there. What cannot be read is said in `trouble`.
RunSummary summarize_run(const std::filesystem::path& folder);

/// index.html: a table of all runs, and each task's score over the runs.
std::string runs_index_html(const std::string& title, const std::vector<RunSummary>& runs);

}  // namespace coldread
