#include "runner/folder/merge.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "base/counted.h"
#include "base/error.h"
#include "io/file.h"
#include "io/folder_lock.h"
#include "runner/config/option_values.h"
#include "runner/execution.h"
#include "runner/folder/default_folder.h"
#include "runner/folder/inputs.h"
#include "runner/folder/model_location.h"
#include "runner/folder/outputs.h"
#include "runner/folder/stored_run.h"
#include "runner/journal/head_differences.h"
#include "runner/journal/journal.h"
#include "runner/plan/unanswered.h"
#include "runner/scoring.h"

namespace coldread {
namespace {

struct Part {
  std::filesystem::path folder;
  JournalContents journal;
  Shard shard;
};

Part read_part(const std::filesystem::path& folder) {
  Part part{.folder = folder, .journal = read_run_journal(folder, ErrorCode::usage), .shard = {}};
  const Value* shard = part.journal.head.find("shard");
  if (shard != nullptr && shard->is_string()) part.shard = parse_shard(shard->as_string());
  return part;
}

void demand_same_run(const Part& first, const Part& other) {
  std::string different = differences(first.journal.head, other.journal.head, place_keys({"shard", "inputs"}));
  if (different.empty()) different = differences(first.journal.head, other.journal.head, place_keys({"shard"}));
  if (different.empty()) return;
  throw Error(ErrorCode::usage, {.file = other.folder.string()},
              "holds another run than " + first.folder.string() + ": " + different);
}

/// Adds the answers of a part to those before it.
void add_answers(const Part& part, Answers& answers) {
  for (const auto& [key, response] : part.journal.answers) {
    const auto [found, is_new] = answers.emplace(key, response);
    if (!is_new && journal_line(key, found->second) != journal_line(key, response)) {
      throw Error(ErrorCode::input, {.file = part.folder.string()},
                  "answers a request otherwise than a folder before it (key " + key.substr(0, 16) +
                      "): one of the journals was changed; coldread verify finds which");
    }
  }
}

/// "shard 2/3 is not among them (12 documents); a/b, shard 1/3, lacks 4 documents".
std::string missing_text(const StoredRun& run, const std::vector<Part>& parts) {
  std::set<std::uint64_t> counts;
  for (const Part& part : parts) counts.insert(part.shard.count);
  const std::uint64_t count = counts.size() == 1 ? *counts.begin() : 1;
  std::map<std::uint64_t, std::size_t> missing;  // by shard
  for (const auto& of_model : run.documents) {
    for (const PlannedDocument& document : of_model) {
      if (!lacks_an_answer(document, run.journal.answers)) continue;
      const Task& task = *run.plan.tasks[document.task];
      Shard shard{.index = 0, .count = count};
      while (!shard.holds(task.facts().name, task.documents()[document.document].id)) ++shard.index;
      ++missing[shard.index];
    }
  }
  std::string text;
  for (const auto& [index, documents] : missing) {
    const Shard shard{.index = index, .count = count};
    const auto part = std::ranges::find_if(parts, [&](const Part& p) { return p.shard == shard; });
    const std::string name = shard.is_whole() ? "the run" : "shard " + to_string(shard);
    const std::string number = counted(documents, "document");
    if (!text.empty()) text += "; ";
    if (part == parts.end()) {
      text += name + " is not among them (" + number + ")";
    } else {
      const std::string damage = damage_text(part->journal.damage);
      text += part->folder.string() + ", " + name + ", lacks " + number + (damage.empty() ? "" : " (" + damage + ")");
    }
  }
  return text;
}

StoredRun joined(std::span<const std::filesystem::path> folders) {
  std::vector<Part> parts;
  JournalContents all;
  for (const std::filesystem::path& folder : folders) {
    parts.push_back(read_part(folder));
    demand_same_run(parts.front(), parts.back());
    add_answers(parts.back(), all.answers);
  }
  Dict head = parts.front().journal.head.as_dict();
  head.erase("shard");
  all.head = std::move(head);
  StoredRun run = stored_run(folders.front(), std::move(all));
  const std::string missing = missing_text(run, parts);
  if (!missing.empty()) throw Error(ErrorCode::usage, "the run is not whole: " + missing);
  return run;
}

/// Throws where the folder holds another run, or this one with other answers.
void demand_own_folder(const std::filesystem::path& out, const StoredRun& run, const std::string& digest) {
  if (!std::filesystem::exists(out / "journal")) return;
  const JournalContents before = read_journal(out / "journal", ErrorCode::output);
  if (before.head.is_dict()) demand_format(out, before.head, ErrorCode::usage);
  const std::string changed = differences(before.head, run.journal.head, place_keys());
  if (!changed.empty()) {
    throw Error(ErrorCode::usage, {.file = out.string()},
                "holds another run (changed: " + changed + "); add --fresh to start anew, or choose another --out");
  }
  const std::string mismatch = results_mismatch(out, digest);
  if (!mismatch.empty()) throw Error(ErrorCode::input, {.file = out.string()}, mismatch);
}

}  // namespace

RunOutcome merge_runs(std::span<const std::filesystem::path> folders, const MergeOptions& options) {
  RunOutcome outcome;
  outcome.execution = describe_machine(0);
  const StoredRun run = joined(folders);
  outcome.report = make_report(run.plan, run.documents, run.journal.answers);
  outcome.folder = options.out.empty() ? default_folder(run.plan.config) : options.out;
  create_output_folder(outcome.folder);
  const FolderLock lock(outcome.folder);
  remove_leftovers(outcome.folder);
  if (options.fresh) {
    remove_outputs(outcome.folder);
  } else {
    demand_own_folder(outcome.folder, run, outcome.report.answers_digest);
  }
  const std::string digest = run.journal.head.find("inputs")->as_string();
  copy_inputs(folders.front(), outcome.folder, digest);
  write_journal(outcome.folder / "journal", run.journal.head.as_dict(), keys_of(run.documents), run.journal.answers);
  remove_other_inputs(outcome.folder, digest);
  write_outputs(outcome.folder, outcome.report);
  outcome.execution.models = model_locations(folders);
  finish(outcome.execution);
  write_execution(outcome.folder, outcome.report, outcome.execution);
  return outcome;
}

}  // namespace coldread
