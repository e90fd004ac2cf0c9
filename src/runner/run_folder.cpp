#include "runner/run_folder.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

#include "base/error.h"
#include "report/files.h"
#include "runner/evaluate.h"
#include "runner/journal.h"
#include "runner/requests.h"
#include "runner/scoring.h"

namespace coldread {
namespace {

/// A run's plan and answers, as its journal knows them.
struct StoredRun {
  Plan plan;
  std::unique_ptr<Journal> journal;
  std::vector<std::vector<PlannedDocument>> documents;  ///< that have all their answers, by model
  std::size_t unanswered = 0;                           ///< documents that have not
  std::size_t total = 0;
};

StoredRun stored_run(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "journal";
  if (!std::filesystem::exists(file)) {
    const char* what = std::filesystem::is_directory(folder) ? "holds no run: it has neither results.json nor a journal"
                                                             : "is no folder of a run";
    throw Error(ErrorCode::usage, {.file = folder.string()}, what);
  }
  JournalContents contents = read_journal(file, ErrorCode::usage);
  Plan plan = resolve(run_config_from(contents.identity, {.file = file.string()}));
  const std::string changed = changed_keys(contents.identity, journal_identity(plan));
  if (!changed.empty()) {
    throw Error(ErrorCode::usage, {.file = folder.string()},
                "cannot be rendered here: changed since the run: " + changed);
  }
  StoredRun run{.plan = std::move(plan), .journal = std::make_unique<Journal>(std::move(contents)), .documents = {}};
  for (std::size_t model = 0; model < run.plan.models.size(); ++model) {
    auto& documents = run.documents.emplace_back(documents_of(run.plan, model));
    run.total += documents.size();
    run.unanswered += std::erase_if(documents, [&](const PlannedDocument& document) {
      return std::ranges::any_of(document.keys, [&](const auto& key) { return run.journal->find(key) == nullptr; });
    });
  }
  return run;
}

}  // namespace

Report load_run(const std::filesystem::path& folder) {
  if (std::filesystem::exists(folder / "results.json")) return read_report(folder);
  const StoredRun run = stored_run(folder);
  Report report = make_report(run.plan, run.documents, *run.journal);
  if (run.unanswered > 0) {
    report.warnings.push_back(fmt::format("{} is unfinished: {} of {} documents have no answer yet and are left out",
                                          folder.string(), run.unanswered, run.total));
  }
  return report;
}

Report render_run(const std::filesystem::path& folder) {
  const StoredRun run = stored_run(folder);
  if (run.unanswered > 0) {
    throw Error(
        ErrorCode::usage, {.file = folder.string()},
        fmt::format("is unfinished: {} of {} documents have no answer yet; finish it with the command that began "
                    "it",
                    run.unanswered, run.total));
  }
  return make_report(run.plan, run.documents, *run.journal);
}

}  // namespace coldread
