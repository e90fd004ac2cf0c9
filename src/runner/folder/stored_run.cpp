#include "runner/folder/stored_run.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/error.h"
#include "io/file.h"
#include "io/json_data.h"
#include "runner/folder/inputs.h"
#include "runner/plan/identity.h"
#include "runner/plan/unanswered.h"
#include "runner/scoring.h"

namespace coldread {

JournalContents read_run_journal(const std::filesystem::path& folder, ErrorCode code) {
  const std::filesystem::path file = folder / "journal";
  if (!std::filesystem::exists(file)) {
    const char* what =
        std::filesystem::is_directory(folder) ? "holds no run: it has no 'journal'" : "is no folder of a run";
    throw Error(code, {.file = folder.string()}, what);
  }
  JournalContents contents = read_journal(file, code);
  if (contents.head.is_null()) {
    throw Error(code, {.file = file.string()}, "is no journal of a run, or its head is damaged");
  }
  demand_format(folder, contents.head, code);
  return contents;
}

void demand_format(const std::filesystem::path& folder, const Value& head, ErrorCode code) {
  const Value* format = head.find("coldread journal");
  if (format != nullptr && *format == Value(kJournalFormat)) return;
  const std::string found = format != nullptr && format->is_int() ? std::to_string(format->as_int()) : "unknown";
  throw Error(code, {.file = folder.string()},
              fmt::format("holds a run of another version of coldread (journal format {}; this version reads {}): "
                          "answer it anew with --fresh, or choose another --out",
                          found, kJournalFormat));
}

StoredRun stored_run(const std::filesystem::path& folder, JournalContents contents) {
  const std::filesystem::path file = folder / "journal";
  StoredRun run{.folder = folder, .journal = std::move(contents), .plan = {}, .documents = {}};
  const Value* digest = run.journal.head.find("inputs");
  if (digest == nullptr || !digest->is_string() || digest->as_string().find('/') != std::string::npos) {
    throw Error(ErrorCode::input, {.file = file.string()}, "names no inputs of its run");
  }
  run.plan = read_inputs(folder, digest->as_string(), run_config_from(run.journal.head, {.file = file.string()}));
  run.documents = documents_of(run.plan);
  return run;
}

StoredRun read_stored_run(const std::filesystem::path& folder, ErrorCode code) {
  return stored_run(folder, read_run_journal(folder, code));
}

std::size_t unanswered(const StoredRun& run) {
  std::size_t count = 0;
  for (const auto& of_model : run.documents) {
    count += static_cast<std::size_t>(std::ranges::count_if(
        of_model, [&](const auto& document) { return lacks_an_answer(document, run.journal.answers); }));
  }
  return count;
}

std::size_t documents_total(const StoredRun& run) {
  std::size_t count = 0;
  for (const auto& of_model : run.documents) count += of_model.size();
  return count;
}

Report report_so_far(const StoredRun& run) {
  return report_so_far(run.plan, run.documents, run.journal.answers);
}

void demand_finished(const StoredRun& run) {
  const std::size_t missing = unanswered(run);
  if (missing == 0) return;
  const std::string damage = damage_text(run.journal.damage);
  throw Error(ErrorCode::usage, {.file = run.folder.string()},
              fmt::format("is not finished: {} of {} documents have no answer{}; finish it with the command that "
                          "began it",
                          missing, documents_total(run), damage.empty() ? "" : " (" + damage + " in its journal)"));
}

std::string digest_of_results(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "results.json";
  if (!std::filesystem::exists(file)) return "";
  const std::string name = file.string();
  const Value results = parse_json_data(read_text_file(file), {.origin = name});
  const Value* own = results.find("coldread");
  if (own != nullptr && own->find("unfinished") != nullptr) return "";
  const Value* digest = own == nullptr ? nullptr : own->find("answers_digest");
  return digest != nullptr && digest->is_string() ? digest->as_string() : "";
}

std::string results_mismatch(const std::filesystem::path& folder, const std::string& answers_digest) {
  const std::string written = digest_of_results(folder);
  if (written.empty() || written == answers_digest) return "";
  return fmt::format(
      "its journal no longer matches its results: the answers' digest is {}, results.json was made of {}; one of them "
      "was changed (coldread verify finds changed answers, --fresh starts anew)",
      answers_digest.substr(0, 16), written.substr(0, 16));
}

}  // namespace coldread
