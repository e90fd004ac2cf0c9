#include "runner/run.h"

#include <vector>

#include "base/error.h"
#include "io/file.h"
#include "io/folder_lock.h"
#include "runner/config/memory_budget.h"
#include "runner/evaluate.h"
#include "runner/execution.h"
#include "runner/folder/outputs.h"
#include "runner/folder/stored_run.h"
#include "runner/journal/journal.h"
#include "runner/plan/estimate.h"
#include "runner/plan/identity.h"
#include "runner/plan/requests.h"

namespace coldread {
namespace {

/// A plan with all its requests.
struct Work {
  Plan plan;
  std::vector<std::vector<PlannedDocument>> documents;  ///< by model
};

Work prepare(const RunConfig& config, const Backend& backend, RunObserver& observer) {
  observer.on_stage("reading tasks and models");
  require_memory_for_weights(config, backend);
  Work work{.plan = resolve(config, backend), .documents = {}};
  for (const std::string& doubt : work.plan.doubts) observer.on_warning(doubt);
  observer.on_stage("building prompts");
  work.documents = documents_of(work.plan);
  return work;
}

/// What the run will take; throws where it cannot be had.
RunEstimate require_resources_of(const Work& work, const Answers& answers) {
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

/// Evaluates into the folder's journal, which is begun or gone on with. The folder is this process's.
RunOutcome evaluate_in_folder(Work& work, RunObserver& observer, const RunOptions& options) {
  const std::filesystem::path& folder = work.plan.config.out;
  const std::filesystem::path file = folder / "journal";
  const bool begun = std::filesystem::exists(file) && !options.fresh;
  RunEstimate estimate;
  if (!begun) estimate = require_resources_of(work, {});  // before a folder is given to a run that cannot be
  if (options.fresh) remove_outputs(folder);              // they speak of the former answers
  Journal journal(file, journal_identity(work.plan), options.fresh);
  if (const Value* command = journal.head().find("command"); command != nullptr && command->is_string())
    work.plan.config.command = command->as_string();  // a resumed run keeps the words it was begun with
  if (begun) estimate = require_resources_of(work, journal.answers());
  const ShownJournal shown(journal, observer);
  return evaluate(work.plan, work.documents, estimate, journal, observer);
}

}  // namespace

RunOutcome run(const RunConfig& config, const Backend& backend, RunObserver& observer, const RunOptions& options) {
  memory_budget(config.memory);  // throws where it is none
  start_threads(config.threads);
  Work work = prepare(config, backend, observer);
  create_output_folder(config.out);
  const FolderLock lock(config.out);
  remove_leftovers(config.out);
  RunOutcome outcome = evaluate_in_folder(work, observer, options);
  if (outcome.interrupted) return outcome;
  const std::string mismatch = results_mismatch(config.out, outcome.report.answers_digest);
  if (!mismatch.empty()) throw Error(ErrorCode::input, {.file = config.out.string()}, mismatch);
  const auto save = [&](const auto& write) {
    try {
      write();
    } catch (const Error& error) {
      if (!outcome.unsaved) outcome.unsaved = error;
    }
  };
  if (config.shard.is_whole()) save([&] { write_outputs(config.out, outcome.report); });
  save([&] { write_execution(config.out, outcome.report, outcome.execution); });
  return outcome;
}

}  // namespace coldread
