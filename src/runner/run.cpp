#include "runner/run.h"

#include "runner/config/memory_budget.h"
#include "runner/execution.h"
#include "runner/folder/default_folder.h"
#include "runner/folder/other_run.h"
#include "runner/in_folder.h"
#include "runner/plan/estimate.h"
#include "runner/plan/prompt_findings.h"

namespace coldread {

namespace {

/// Where nobody named a folder, one with a run of the same config is left alone if tasks, rows or models changed since.
RunOutcome answer_in_default_folder(PlannedRun& work, const RunJournalOptions& options, RunObserver& observer) {
  for (int refused = 0;; ++refused) {
    work.plan.config.out = default_folder(work.plan.config, refused);
    try {
      return answer_in_folder(work, options, {}, observer);
    } catch (const OtherRun& other) {
      observer.on_warning(std::string(other.brief()) + "; this run goes to a folder beside it");
    }
  }
}

}  // namespace

RunOutcome run(const RunConfig& given, const Backend& backend, RunObserver& observer, const RunOptions& options) {
  RunConfig config = given;
  const bool names_folder = !config.out.empty();
  if (!names_folder) config.out = default_folder(config);
  memory_budget(config.memory);  // throws where it is none
  start_threads(config.threads);
  observer.on_stage("reading tasks and models");
  require_memory_for_weights(config, backend);
  PlannedRun work{.plan = resolve(config, backend)};
  for (const std::string& doubt : work.plan.doubts) observer.on_warning(doubt);
  observer.on_stage("building prompts");
  work.documents = documents_of(work.plan);
  for (const std::string& warning : prompt_warnings(work.plan, work.documents)) observer.on_warning(warning);
  if (!names_folder) return answer_in_default_folder(work, {.fresh = options.fresh}, observer);
  return answer_in_folder(work, {.fresh = options.fresh}, {}, observer);
}

}  // namespace coldread
