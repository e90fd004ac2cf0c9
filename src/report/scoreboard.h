#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/report.h"

namespace coldread {

/// One line of the score table: a metric of a task under one filter, over all runs.
struct ScoreRow {
  std::string filter;
  std::string metric;
  bool higher_is_better = true;
  bool names_filter = false;             ///< whether the filter tells rows of the task apart, and has a name
  std::string document_value = {};       ///< what a document's own value is: the metric, or "ln p" of perplexity
  std::vector<const Score*> cells = {};  ///< one a run, in the order of Report::runs; nullptr where there is none
  std::vector<std::int64_t> lost = {};   ///< one a run: documents that failed where all did, so that there is no score
};

/// All lines of one task; the first is the one that a headline or a sort goes by.
struct TaskBlock {
  const TaskFacts* facts = nullptr;
  std::vector<ScoreRow> rows;
};

/// The score table in the order of Report::tasks; points into the report.
std::vector<TaskBlock> score_blocks(const Report& report);

/// The same for the groups that have scores of their own.
std::vector<TaskBlock> group_blocks(const Report& report);

/// Whether a task's answers are right or wrong: not where its metadata names voices that are compared.
bool has_verdicts(const TaskFacts& task);

/// The alias of a task, or its name.
const std::string& title_of(const TaskFacts& task);

/// A score for people: fixed decimals, four by default, fewer for large values.
std::string score_text(double value, int decimals = 4);

/// Decimals of a row's numbers.
struct ScoreFormat {
  int value = 3;     ///< of values and standard errors
  int interval = 2;  ///< of the ends of intervals
};

/// By size: three decimals below 10, two below 100, else one; an interval's ends have one less, or as many as show its
/// narrowest half in fifths.
ScoreFormat format_of(const ScoreRow& row);
ScoreFormat score_format(double largest, double narrowest_half);

/// "[0.32, 0.81]", the 95 % interval.
std::string interval_text(double low, double high, int decimals);
/// "0.583 [0.32, 0.81]"; the value alone where nothing is known of its interval. How every table shows a score.
std::string value_with_interval(const Score& score, const ScoreFormat& format);
/// "" where there is no standard error.
std::string standard_error_text(const Score& score, const ScoreFormat& format);
/// Whether tables have a column of standard errors: beside one or two runs. results.csv has all.
bool shows_standard_errors(const Report& report);

/// "58 of 60 scored": how many documents a score is over where some failed; empty where none did.
std::string over_text(const ScoreRow& row, std::size_t run);

/// The interval of a score: as it was found, or 1.96 standard errors around the value; absent where there is neither.
std::optional<ScoreInterval> shown_interval(const Score& score);

/// U+2191 where higher is better, U+2193 where lower is.
std::string_view direction_arrow(bool higher_is_better);

}  // namespace coldread
