#pragma once

#include <string>
#include <vector>

#include "api/report.h"
#include "report/html/html_writer.h"
#include "report/html/page_model.h"
#include "report/scoreboard.h"

namespace coldread {

// The page's parts in reading order, one a file.

void write_headline(const Report& report, const std::vector<TaskBlock>& blocks, HtmlWriter& html);
/// What the headline rests on, task by task; for a single run who answered what.
void write_differences(const Report& report, const std::vector<TaskBlock>& blocks, HtmlWriter& html);
void write_scoreboard(const Report& report, const std::vector<TaskBlock>& blocks, HtmlWriter& html);
void write_pictures(const Report& report, const std::vector<TaskPage>& pages, HtmlWriter& html);
void write_samples(const Report& report, const std::vector<TaskPage>& pages, HtmlWriter& html);
void write_facts(const Report& report, HtmlWriter& html);

/// The samples as compact JSON for the script (see sample_data.cpp for its form).
std::string sample_data(const Report& report, const std::vector<TaskPage>& pages);

std::string_view page_style();

/// A coloured dot and the run's id: how the page names a run everywhere.
void write_run_name(const Report& report, std::size_t run, HtmlWriter& html);

/// 134515008 as "134 515 008", with thin spaces.
std::string grouped_digits(std::int64_t number);

/// "greedy", or the steps of the sampling chain that are on.
std::string sampling_text(const SamplingSettings& sampling);

/// How an answer ended, for people: "end of text", "stop string", "token limit".
std::string_view stop_label(std::string_view stop);

/// 95 % of a normal distribution lie within this many standard errors.
inline constexpr double kHalfInterval = 1.959963984540054;

/// Decimals that suit all values of a row.
int decimals_for(const ScoreRow& row);

}  // namespace coldread
