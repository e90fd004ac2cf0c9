#pragma once

#include <filesystem>
#include <vector>

#include "runner/journal/journal_file.h"
#include "runner/plan/plan.h"
#include "runner/plan/requests.h"

namespace coldread {

/// A run on disk: what its journal says, and the plan that its head stands for.
struct StoredRun {
  std::filesystem::path folder;
  JournalContents journal;
  Plan plan;
  std::vector<std::vector<PlannedDocument>> documents;  ///< by model
};

/// The journal of a run in a folder, with a sound head. Throws Error(code) where the folder holds none.
JournalContents read_run_journal(const std::filesystem::path& folder, ErrorCode code);

/// Resolves a journal's head again; no weights are loaded. Throws Error(usage) where tasks or models are no longer
/// those that the answers belong to. Another version of coldread may have made it.
StoredRun stored_run(const std::filesystem::path& folder, JournalContents contents, const Backend& backend);
/// Both in one.
StoredRun read_stored_run(const std::filesystem::path& folder, const Backend& backend, ErrorCode code);

bool lacks_an_answer(const PlannedDocument& document, const Answers& answers);
/// Documents, over all models, that lack an answer.
std::size_t unanswered(const StoredRun& run);
std::size_t documents_total(const StoredRun& run);

/// Throws Error(usage) where a document lacks an answer: the run is unfinished, or a part of one.
void demand_finished(const StoredRun& run);

/// The digest that the results in a folder were written with; empty where there are none.
std::string digest_of_results(const std::filesystem::path& folder);

/// What is wrong where the answers are not those that the results in the folder were made of; else empty.
std::string results_mismatch(const std::filesystem::path& folder, const std::string& answers_digest);

}  // namespace coldread
