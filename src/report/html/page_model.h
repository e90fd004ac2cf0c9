#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/report.h"
#include "report/sample_view.h"
#include "report/scoreboard.h"

namespace coldread {

/// One document with what every run made of it.
struct DocumentCard {
  std::int64_t id = 0;
  std::vector<const Sample*> samples;  ///< one a run; nullptr where there is none
  std::vector<SampleView> views;       ///< parallel; empty ones where there is no sample
  std::size_t first = 0;               ///< the run whose prompt, references and choices stand for all
  int shared_start = -1;               ///< index into TaskPage::starts; -1: the prompt shares no beginning

  const SampleView& view() const { return views[first]; }
};

/// One task with its documents, ready to be written.
struct TaskPage {
  const TaskBlock* block = nullptr;
  std::vector<DocumentCard> cards;
  std::vector<std::string> starts;     ///< few-shot beginnings that many prompts share
  std::optional<std::size_t> verdict;  ///< index into block->rows: the metric that is 0 or 1 on every document
};

std::vector<TaskPage> task_pages(const Report& report, const std::vector<TaskBlock>& blocks);

/// What guessing would score on a multiple-choice task: one over the number of choices, where all documents have the
/// same number.
std::optional<double> chance_level(const TaskPage& page);

/// The part of a prompt that is the document's own.
std::string_view own_part(const TaskPage& page, const DocumentCard& card);

/// Where a run's answer leaves that of the first run that answered, if the model is the same.
struct AnswerDifference {
  std::size_t token = 0;  ///< from 1
  std::string own, base;  ///< what either says there; empty where it ends
};
std::optional<AnswerDifference> divergence_of(const Report& report, const DocumentCard& card, std::size_t run);

/// The references that a card lists: none where its choices name the reference themselves or a text is its own.
std::vector<std::string> shown_references(const DocumentCard& card);

/// Whether a run chose among the same texts, with the same reference, as the card shows.
bool has_shown_choices(const DocumentCard& card, std::size_t run);

/// The references of a run whose own are others than those of the card.
std::vector<std::string> own_references(const DocumentCard& card, std::size_t run);

/// The language of a task's texts as its metadata names it (metadata: {language: de}); "" where it does not.
std::string language_of(const TaskFacts& task);

/// Ids of page elements, and after a '#' the addresses that lead to them.
std::string task_anchor(const std::string& task);
std::string document_anchor(const std::string& task, std::int64_t document);

/// The number of a sample for one score row; absent where the document failed or there is none.
std::optional<double> row_number(const Sample* sample, const ScoreRow& row);

}  // namespace coldread
