#pragma once

#include <filesystem>
#include <vector>

#include "api/report.h"
#include "runner/journal/journal_file.h"
#include "runner/plan/plan.h"
#include "runner/plan/requests.h"

namespace coldread {

/// A run on disk: what its journal says, and the plan that its head and its inputs make. It is a function of the folder
/// alone: no data, task file, config or model is read.
struct StoredRun {
  std::filesystem::path folder;
  JournalContents journal;
  Plan plan;
  std::vector<std::vector<PlannedDocument>> documents;  ///< by model
};

/// The journal of a run in a folder, with a sound head of this format. Throws Error(code) where the folder holds none.
JournalContents read_run_journal(const std::filesystem::path& folder, ErrorCode code);

/// Throws Error(code) where the head is not of this version's format.
void demand_format(const std::filesystem::path& folder, const Value& head, ErrorCode code);

/// Reads the inputs that a journal's head names. Throws Error(input) where they are missing or damaged. Another version
/// of coldread may have made them.
StoredRun stored_run(const std::filesystem::path& folder, JournalContents contents);
/// Both in one.
StoredRun read_stored_run(const std::filesystem::path& folder, ErrorCode code);

/// Documents, over all models, that lack an answer.
std::size_t unanswered(const StoredRun& run);
std::size_t documents_total(const StoredRun& run);

/// The report of what is answered so far; a finished run's is whole.
Report report_so_far(const StoredRun& run);

/// Throws Error(usage) where a document lacks an answer: the run is unfinished, or a part of one.
void demand_finished(const StoredRun& run);

/// The digest that the results of a finished run in a folder were written with; empty where there are none.
std::string digest_of_results(const std::filesystem::path& folder);

/// What is wrong where the answers are not those that the results in the folder were made of; else empty.
std::string results_mismatch(const std::filesystem::path& folder, const std::string& answers_digest);

}  // namespace coldread
