#include "runner/plan/prompt_findings.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <map>
#include <set>

#include "base/error.h"
#include "runner/plan/answer_lengths.h"

namespace coldread {
namespace {

/// What became of the system messages of one model's prompts.
struct SystemCounts {
  std::int64_t given = 0, refused = 0, ignored = 0;
};

SystemCounts system_counts(const std::vector<PlannedDocument>& documents) {
  SystemCounts counts;
  for (const PlannedDocument& document : documents) {
    counts.given += document.notes.system != SystemMessage::none ? 1 : 0;
    counts.refused += document.notes.system == SystemMessage::refused ? 1 : 0;
    counts.ignored += document.notes.system == SystemMessage::ignored ? 1 : 0;
  }
  return counts;
}

void add_system(const std::string& model, const SystemCounts& counts, PromptFindings& findings) {
  const auto add = [&](std::int64_t left_out, std::string_view why) {
    if (left_out == 0) return;
    findings.without_system += left_out;
    findings.warnings.push_back(
        fmt::format("{}: the system message (system_instruction, a task's description) was left out of {} of {} "
                    "prompts: the chat template {}",
                    model, left_out, counts.given, why));
  };
  add(counts.refused, "refuses the system role");
  add(counts.ignored, "ignores the system role");
}

void add_changed(const std::string& model, const std::vector<PlannedDocument>& documents, PromptFindings& findings) {
  const auto changed =
      std::ranges::count_if(documents, [](const PlannedDocument& document) { return document.notes.changes_messages; });
  if (changed == 0) return;
  findings.changed += changed;
  findings.warnings.push_back(
      fmt::format("{}: {} prompts lack a part of a question or an example: the chat template cuts or rewrites messages",
                  model, changed));
}

/// The documents of one task whose data hold texts of special tokens.
struct TokenCounts {
  std::int64_t with_tokens = 0, first = 0;
  std::set<std::string> tokens;
};

void add_tokens(const Plan& plan, const std::string& model, const std::vector<PlannedDocument>& documents,
                PromptFindings& findings) {
  std::map<std::size_t, TokenCounts> by_task;
  for (const PlannedDocument& document : documents) {
    if (document.notes.control_tokens.empty()) continue;
    TokenCounts& counts = by_task[document.task];
    if (counts.with_tokens++ == 0) counts.first = plan.tasks[document.task]->documents()[document.document].id;
    counts.tokens.insert(document.notes.control_tokens.begin(), document.notes.control_tokens.end());
  }
  for (const auto& [task, counts] : by_task) {
    findings.control_tokens += counts.with_tokens;
    findings.warnings.push_back(fmt::format(
        "{}: in {} of {} documents, document {} first, the data hold text that {} reads as special tokens: {}",
        plan.tasks[task]->facts().name, counts.with_tokens, plan.tasks[task]->facts().documents_used, counts.first,
        model, fmt::join(counts.tokens, " ")));
  }
}

}  // namespace

PromptFindings prompt_findings(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents) {
  PromptFindings findings;
  for (std::size_t m = 0; m < documents.size(); ++m) {
    const std::string& model = plan.models[m].config.name;
    add_system(model, system_counts(documents[m]), findings);
    add_changed(model, documents[m], findings);
    add_tokens(plan, model, documents[m], findings);
  }
  return findings;
}

std::vector<std::string> prompt_warnings(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents) {
  std::vector<std::string> warnings = prompt_findings(plan, documents).warnings;
  std::vector<std::string> cut = cut_prompts(plan, documents);
  std::ranges::move(cut, std::back_inserter(warnings));
  if (plan.config.strict && !warnings.empty()) {
    throw Error(ErrorCode::usage, fmt::format("{}", fmt::join(warnings, "\n          ")));  // under "coldread: "
  }
  return warnings;
}

}  // namespace coldread
