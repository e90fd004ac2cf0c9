#include "runner/folder/extension.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "io/exact_value.h"
#include "io/json.h"
#include "runner/config/option_values.h"
#include "runner/folder/other_run.h"
#include "runner/folder/stored_run.h"
#include "runner/journal/answers.h"
#include "runner/journal/head_differences.h"
#include "runner/journal/response_json.h"

namespace coldread {
namespace {

constexpr const char* kCure = "; add --fresh to start over, or choose another --out";

[[noreturn]] void refuse(const std::filesystem::path& folder, const std::string& difference) {
  throw OtherRun(ErrorCode::usage, {.file = folder.string()}, "holds another run: " + difference, kCure);
}

const Task* find_task(const Plan& plan, const std::string& name) {
  const auto found = std::ranges::find_if(plan.tasks, [&](const auto& task) { return task->facts().name == name; });
  return found == plan.tasks.end() ? nullptr : found->get();
}

/// Whether two values are written alike: 1, 1.0 and true are three.
bool is_same(const Value& a, const Value& b) {
  return to_json(to_exact(a)) == to_json(to_exact(b));
}

Dict changed_columns(const Dict& fields, const Dict& other) {
  Dict changed;
  for (const auto& [column, value] : fields) {
    const Value* there = other.find(column);
    if (there == nullptr || !is_same(value, *there)) changed.set(column, value);
  }
  return changed;
}

/// "task 'chg', rows.jsonl, row 1: g was 1, is 0" of the first row that both have with other columns; "" without one.
std::string row_difference(const Task& before, const Task& after) {
  std::unordered_map<std::int64_t, const Document*> rows;
  for (const Document& document : after.documents()) rows[document.id] = &document;
  for (const Document& document : before.documents()) {
    const auto found = rows.find(document.id);
    const Document* now = found == rows.end() ? nullptr : found->second;
    if (now == nullptr || is_same(document.fields, now->fields)) continue;
    const Dict was = changed_columns(document.fields.as_dict(), now->fields.as_dict());
    const Dict is = changed_columns(now->fields.as_dict(), document.fields.as_dict());
    std::string what = differences(was, is, {});
    if (what.empty()) what = "the order of its columns changed";
    return fmt::format("task '{}', {}, row {}: {}", before.facts().name, after.source().rows->files, document.id, what);
  }
  return "";
}

std::string row_difference(const Plan& before, const Plan& after) {
  for (const auto& task : before.tasks) {
    const Task* now = find_task(after, task->facts().name);
    if (now == nullptr) continue;
    std::string difference = row_difference(*task, *now);
    if (!difference.empty()) return difference;
  }
  return "";
}

/// "task 'x': doc_to_text was ..., is ..." of the first task whose definition says something else.
std::string definition_difference(const Plan& before, const Plan& after) {
  for (const auto& task : before.tasks) {
    const Task* now = find_task(after, task->facts().name);
    if (now == nullptr) continue;
    const std::string difference = differences(task->facts().config, now->facts().config, {"metadata"});
    if (!difference.empty()) return "task '" + task->facts().name + "': " + difference;
  }
  return "";
}

/// "task 'chg', rows.jsonl, row 3 is gone: 3 rows are left" where the data ends before a document; "" elsewhere.
std::string lost_row(const Plan& before, const PlannedDocument& lost, const Plan& after) {
  const TaskFacts& facts = before.tasks[lost.task]->facts();
  const Task* now = find_task(after, facts.name);
  const std::int64_t row = lost.requests.front().key.document;
  if (now == nullptr || row < now->facts().documents_total || now->facts().documents_total >= facts.documents_total)
    return "";
  return fmt::format("task '{}', {}, row {} is gone: {} rows are left", facts.name, now->source().rows->files, row,
                     now->facts().documents_total);
}

/// What the request with the lost answer asks for otherwise.
std::string request_difference(const Plan& before, const PlannedDocument& lost, std::size_t i, const Plan& after,
                               const std::vector<std::vector<PlannedDocument>>& documents) {
  const Request& request = lost.requests[i];
  const std::string name = fmt::format("task '{}', document {}, request {}", request.key.task, request.key.document, i);
  for (const auto& of_model : documents) {
    for (const PlannedDocument& document : of_model) {
      if (document.requests.size() <= i || after.columns[document.column].run.id != before.columns[lost.column].run.id)
        continue;
      const RequestKey& key = document.requests[i].key;
      if (key.task != request.key.task || key.document != request.key.document) continue;
      const std::string what = differences(answer_inputs(request), answer_inputs(document.requests[i]), {});
      return name + ": " + (what.empty() ? "its key changed" : what);
    }
  }
  return name + " is asked for no more";
}

/// Why an answer of the folder is no longer asked for: the change that a person made, most telling first.
std::string key_difference(const StoredRun& stored, const PlannedDocument& lost, std::size_t request, const Dict& head,
                           const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents) {
  const std::set<std::string> no_config = place_keys({"rows", "inputs"});
  std::string difference = differences(stored.journal.head, head, no_config);
  if (difference.empty()) difference = lost_row(stored.plan, lost, plan);
  if (difference.empty()) difference = definition_difference(stored.plan, plan);
  if (difference.empty()) difference = request_difference(stored.plan, lost, request, plan, documents);
  return difference;
}

void demand_all_answers(const StoredRun& stored, const Dict& head, const Plan& plan,
                        const std::vector<std::vector<PlannedDocument>>& documents) {
  const std::vector<std::string> keys = keys_of(documents);
  const std::unordered_set<std::string> asked(keys.begin(), keys.end());
  for (const auto& of_model : stored.documents) {
    for (const PlannedDocument& document : of_model) {
      for (std::size_t i = 0; i < document.keys.size(); ++i) {
        const std::string& key = document.keys[i];
        if (!stored.journal.answers.contains(key) || asked.contains(key)) continue;
        refuse(stored.folder, key_difference(stored, document, i, head, plan, documents));
      }
    }
  }
}

}  // namespace

std::string extension_text(const JournalContents& journal, const Dict& head) {
  return differences(journal.head, head, place_keys({"rows", "inputs"}));
}

Relation relation_to(const std::filesystem::path& folder, const JournalContents& journal, const Dict& head,
                     const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents) {
  if (journal.head.is_null()) {
    throw Error(ErrorCode::usage, {.file = (folder / "journal").string()},
                "is no journal of a run, or its head is damaged; add --fresh to start over");
  }
  const std::set<std::string> no_identity = place_keys();
  if (differences(journal.head, head, no_identity).empty()) return Relation::same;
  const bool has_results = std::filesystem::exists(folder / "results.json");
  if (journal.answers.empty() && journal.damage.empty() && !has_results) return Relation::replaces;
  demand_format(folder, journal.head, ErrorCode::usage);
  const Value* version = journal.head.find("version");
  if (version == nullptr || !(*version == Value(COLDREAD_VERSION))) {
    refuse(folder, differences(journal.head, head, no_identity));  // another program may answer otherwise
  }
  const StoredRun stored = stored_run(folder, journal);
  const std::string row = row_difference(stored.plan, plan);
  if (!row.empty()) refuse(folder, row);
  demand_all_answers(stored, head, plan, documents);
  if (unanswered(stored) == 0) {
    const std::string mismatch =
        results_mismatch(folder, answers_digest(keys_of(stored.documents), stored.journal.answers));
    if (!mismatch.empty()) throw Error(ErrorCode::input, {.file = folder.string()}, mismatch);
  }
  return Relation::extends;
}

}  // namespace coldread
