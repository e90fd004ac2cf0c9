#include "runner/folder/run_folder.h"

#include <fmt/format.h>

#include "base/error.h"
#include "compare/health.h"
#include "io/folder_lock.h"
#include "report/files.h"
#include "runner/folder/outputs.h"
#include "runner/folder/stored_run.h"
#include "runner/scoring.h"

namespace coldread {

Report load_run(const std::filesystem::path& folder, const Backend& backend) {
  if (std::filesystem::exists(folder / "results.json")) {
    Report report = read_report(folder);
    report.health = task_healths(report);
    return report;
  }
  StoredRun run = read_stored_run(folder, backend, ErrorCode::usage);
  const std::size_t missing = unanswered(run);
  const std::size_t total = documents_total(run);
  for (auto& of_model : run.documents) {
    std::erase_if(of_model,
                  [&](const PlannedDocument& document) { return lacks_an_answer(document, run.journal.answers); });
  }
  Report report = make_report(run.plan, run.documents, run.journal.answers);
  if (missing > 0) {
    report.warnings.push_back(fmt::format("{} is unfinished: {} of {} documents have no answer yet and are left out",
                                          folder.string(), missing, total));
  }
  if (const Shard& shard = run.plan.config.shard; !shard.is_whole()) {
    report.warnings.push_back(fmt::format("{} holds shard {} alone", folder.string(), to_string(shard)));
  }
  return report;
}

Report render_run(const std::filesystem::path& folder, const Backend& backend) {
  const StoredRun run = read_stored_run(folder, backend, ErrorCode::usage);
  demand_finished(run);
  if (const Shard& shard = run.plan.config.shard; !shard.is_whole()) {
    throw Error(ErrorCode::usage, {.file = folder.string()},
                "holds shard " + to_string(shard) + " alone; put the shards together with coldread merge");
  }
  Report report = make_report(run.plan, run.documents, run.journal.answers);
  const std::string mismatch = results_mismatch(folder, report.answers_digest);
  if (!mismatch.empty()) throw Error(ErrorCode::input, {.file = folder.string()}, mismatch);
  const FolderLock lock(folder);
  write_outputs(folder, report);
  return report;
}

}  // namespace coldread
