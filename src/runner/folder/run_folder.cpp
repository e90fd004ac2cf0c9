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
namespace {

/// A finished run of which answers were lost: its results are as they were, and the command computes what is missing.
[[noreturn]] void refuse_lost_answers(const StoredRun& run) {
  const Value* command = run.journal.head.find("command");
  const std::string again = command != nullptr && command->is_string() ? ": " + command->as_string() : "";
  throw Error(ErrorCode::input, {.file = (run.folder / "journal").string()},
              fmt::format("lost the answers of {} of {} documents{}; its results are left as they are; the command "
                          "that began the run computes the lost answers again{}",
                          unanswered(run), documents_total(run),
                          run.journal.damage.empty() ? "" : " (" + damage_text(run.journal.damage) + ")", again));
}

}  // namespace

Report load_run(const std::filesystem::path& folder) {
  if (!digest_of_results(folder).empty()) {
    Report report = read_report(folder);
    report.health = task_healths(report);
    return report;
  }
  const StoredRun run = read_stored_run(folder, ErrorCode::usage);
  Report report = report_so_far(run);
  if (report.unfinished) {
    report.warnings.push_back(fmt::format("{} is unfinished: {} of {} documents have no answer yet and are left out",
                                          folder.string(), report.unfinished->documents - report.unfinished->answered,
                                          report.unfinished->documents));
  }
  if (const Shard& shard = run.plan.config.shard; !shard.is_whole()) {
    report.warnings.push_back(fmt::format("{} holds shard {} alone", folder.string(), to_string(shard)));
  }
  return report;
}

Report render_run(const std::filesystem::path& folder) {
  const StoredRun run = read_stored_run(folder, ErrorCode::usage);
  if (const Shard& shard = run.plan.config.shard; !shard.is_whole()) {
    throw Error(ErrorCode::usage, {.file = folder.string()},
                "holds shard " + to_string(shard) + " alone; put the shards together with coldread merge");
  }
  Report report = report_so_far(run);
  if (const std::string damage = damage_text(run.journal.damage); !damage.empty()) {
    report.warnings.push_back("journal: " + damage + "; those answers are missing");
  }
  // Results of more answers than are left are not written over.
  if (report.unfinished && !digest_of_results(folder).empty()) refuse_lost_answers(run);
  const std::string mismatch = results_mismatch(folder, report.answers_digest);
  if (!mismatch.empty()) throw Error(ErrorCode::input, {.file = folder.string()}, mismatch);
  const FolderLock lock(folder);
  write_outputs(folder, report);
  return report;
}

}  // namespace coldread
