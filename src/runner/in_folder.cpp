#include "runner/in_folder.h"

#include "base/error.h"
#include "io/file.h"
#include "io/folder_lock.h"
#include "runner/evaluate.h"
#include "runner/folder/model_location.h"
#include "runner/folder/outputs.h"
#include "runner/folder/stored_run.h"
#include "runner/journal/journal.h"
#include "runner/plan/estimate.h"

namespace coldread {
namespace {

/// What the run will take; throws where it cannot be had.
RunEstimate require_resources_of(const PlannedRun& work, const Answers& answers) {
  RunEstimate estimate = estimate_run(work.plan, work.documents, answers, false);
  require_resources(work.plan, estimate);
  return estimate;
}

/// Shows the observer a journal for as long as this lives.
class ShownJournal {
 public:
  ShownJournal(const Journal& journal, RunObserver& observer) : observer_(observer) { observer_.on_journal(journal); }
  ~ShownJournal() { observer_.on_journal_closed(); }
  ShownJournal(const ShownJournal&) = delete;
  ShownJournal& operator=(const ShownJournal&) = delete;

 private:
  RunObserver& observer_;
};

/// Evaluates into the folder's journal. The folder is this process's.
RunOutcome evaluate_in_folder(PlannedRun& work, const RunJournalOptions& options, RunObserver& observer) {
  RunJournal kept(work.plan, work.documents, options);
  // Before a folder is given to a run that cannot be.
  const RunEstimate estimate = require_resources_of(work, kept.answers());
  if (kept.extends()) {
    const std::string asked = kept.extension();
    observer.on_warning(work.plan.config.out.string() + " is extended; its answers are kept, and scored anew: " +
                        (asked.empty() ? "tasks or rows changed" : asked));
  }
  const auto journal = kept.open();
  if (const Value* command = journal->head().find("command"); command != nullptr && command->is_string())
    work.plan.config.command = command->as_string();  // a resumed run keeps the words it was begun with
  const ShownJournal shown(*journal, observer);
  return evaluate(work.plan, work.documents, estimate, *journal, observer);
}

}  // namespace

RunOutcome answer_in_folder(PlannedRun& work, const RunJournalOptions& options, const std::vector<ModelLocation>& known,
                            RunObserver& observer) {
  const std::filesystem::path& folder = work.plan.config.out;
  create_output_folder(folder);
  const FolderLock lock(folder);
  remove_leftovers(folder);
  RunOutcome outcome = evaluate_in_folder(work, options, observer);
  if (outcome.interrupted) return outcome;
  const std::string mismatch = results_mismatch(folder, outcome.report.answers_digest);
  if (!mismatch.empty()) throw Error(ErrorCode::input, {.file = folder.string()}, mismatch);
  outcome.execution.models = model_locations(work.plan, folder, known);
  const auto save = [&](const auto& write) {
    try {
      write();
    } catch (const Error& error) {
      if (!outcome.unsaved) outcome.unsaved = error;
    }
  };
  if (work.plan.config.shard.is_whole()) save([&] { write_outputs(folder, outcome.report); });
  save([&] { write_execution(folder, outcome.report, outcome.execution); });
  return outcome;
}

}  // namespace coldread
