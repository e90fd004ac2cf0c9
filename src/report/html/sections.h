#pragma once

#include <string>
#include <vector>

#include "api/report.h"
#include "report/html/html_writer.h"
#include "report/html/page_model.h"
#include "report/html/parts.h"
#include "report/scoreboard.h"

namespace coldread {

// The page's parts in reading order, one a file.

void write_headline(const Report& report, const std::vector<TaskBlock>& blocks, HtmlWriter& html);
/// For a single arm, what stands beside its scores: who answered what.
void write_glance(const Report& report, HtmlWriter& html);
void write_scoreboard(const Report& report, const std::vector<TaskPage>& pages, HtmlWriter& html);
/// What the headline rests on, task by task, and every pair of arms with its interval, p value and flipped documents.
void write_comparison(const Report& report, const std::vector<TaskBlock>& blocks, HtmlWriter& html);
/// What generated texts are like.
void write_quality(const Report& report, HtmlWriter& html);
/// Who speaks and who listens: of tasks whose metadata names a column of personas.
void write_voices(const Report& report, HtmlWriter& html);
/// Scores, lengths, repetition and diversity against the options in which arms differ; whether there are any.
bool write_sweeps(const Report& report, HtmlWriter& html);
/// Scores against the length of answers, where three arms or more generated; whether there are any.
bool write_lengths(const Report& report, HtmlWriter& html);
/// Whether there is either.
bool has_pictures(const Report& report);
/// Both, in a section of their own.
void write_pictures(const Report& report, HtmlWriter& html);
/// The primary metrics by columns of the data.
void write_breakdowns(const Report& report, HtmlWriter& html);
/// What multiple-choice tasks' choices are like: by position, how sure, how calibrated.
void write_choices_section(const Report& report, HtmlWriter& html);
/// The samples of one part, and where the others are.
void write_samples(const Report& report, const std::vector<ReportPage>& parts, std::size_t index, HtmlWriter& html);
/// What stands above the samples on a further page.
void write_further_head(const Report& report, const std::vector<ReportPage>& parts, std::size_t index,
                        HtmlWriter& html);
void write_facts(const Report& report, HtmlWriter& html);

/// The samples as compact JSON for the script (see sample_data.cpp for its form).
std::string sample_data(const Report& report, const std::vector<ReportPage>& parts, std::size_t index);

/// The style element of every page.
void write_style(HtmlWriter& html);

/// A coloured dot and the run's id: how the page names a run everywhere.
void write_run_name(const Report& report, std::size_t run, HtmlWriter& html);

/// 134515008 as "134 515 008", with thin spaces.
std::string grouped_digits(std::int64_t number);

/// "greedy", or the steps of the sampling chain that are on.
std::string sampling_text(const SamplingSettings& sampling);
/// The same of a run: with the repeats, and task by task where they differ.
std::string sampling_text(const RunColumn& run);

/// How an answer ended, for people: "end of text", "stop string", "token limit".
std::string_view stop_label(std::string_view stop);

/// Decimals that suit all values of a row.
int decimals_for(const ScoreRow& row);

}  // namespace coldread
