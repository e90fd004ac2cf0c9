#include "runner/run.h"

#include "runner/config/memory_budget.h"
#include "runner/execution.h"
#include "runner/folder/default_folder.h"
#include "runner/in_folder.h"
#include "runner/plan/estimate.h"
#include "runner/plan/prompt_findings.h"

namespace coldread {

RunOutcome run(const RunConfig& given, const Backend& backend, RunObserver& observer, const RunOptions& options) {
  RunConfig config = given;
  if (config.out.empty()) config.out = default_folder(config);
  memory_budget(config.memory);  // throws where it is none
  start_threads(config.threads);
  observer.on_stage("reading tasks and models");
  require_memory_for_weights(config, backend);
  PlannedRun work{.plan = resolve(config, backend)};
  for (const std::string& doubt : work.plan.doubts) observer.on_warning(doubt);
  observer.on_stage("building prompts");
  work.documents = documents_of(work.plan);
  for (const std::string& warning : prompt_warnings(work.plan, work.documents)) observer.on_warning(warning);
  return answer_in_folder(work, {.fresh = options.fresh}, {}, observer);
}

}  // namespace coldread
