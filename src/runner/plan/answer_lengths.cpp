#include "runner/plan/answer_lengths.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "base/error.h"
#include "runner/plan/prompt_lengths.h"

namespace coldread {
namespace {

/// Tokens of a task's answers at most, by its own settings; absent where it generates nothing.
std::optional<std::int64_t> own_length(const Task& task, const ChatFormat& chat) {
  for (const Request& request : task.requests(task.documents().front(), chat)) {
    if (const auto* generate = std::get_if<Generate>(&request.body)) return generate->max_tokens;
  }
  return std::nullopt;
}

/// Where the length of a task's answers stands: "tasks/qa.yaml:12: task 'qa': max_gen_toks".
std::string length_setting(const PlannedColumn& column, const Task& task) {
  if (column.max_tokens) return "sampling setting '" + column.run.setting + "': max_tokens";
  return to_string(task.generation_place()) + "task '" + task.facts().name + "': max_gen_toks";
}

/// What makes the longest prompt fit into a context. answer: name of the setting; empty where nothing is generated.
std::string cure(std::int64_t longest, std::int64_t context, std::string_view answer) {
  const std::int64_t room = context - longest;
  if (!answer.empty() && room > 0) return fmt::format("set {} to {} or less", answer, room);
  return "give fewer examples (num_fewshot), or take a model with a longer context";
}

/// Empty where the answers leave room for a prompt.
std::string too_long(const Plan& plan, const PlannedColumn& column, const Task& task, std::int64_t own) {
  const PlannedModel& model = plan.models[column.model];
  const std::int64_t context = model.facts.context_length;
  const std::int64_t asked = column.max_tokens.value_or(own);
  if (asked < context) return "";
  const std::int64_t longest = PromptLengths(model).longest(task, model.chat);
  const std::string prompts =
      longest > 0 ? fmt::format("the longest prompt has {} tokens: {}", longest, cure(longest, context, "it"))
                  : std::string("set it so that the prompts fit beside it");
  return fmt::format("{} is {}, which leaves no room for a prompt in the context of {}, {} tokens; {}",
                     length_setting(column, task), asked, model.facts.name, context, prompts);
}

/// Prompts of one task in one column that do not fit.
struct Cut {
  std::int64_t documents = 0, cut = 0;  ///< that were asked; of which a prompt is cut
  std::int64_t longest = 0;             ///< tokens of its longest prompt
  std::optional<std::int64_t> answer;   ///< tokens that are generated at most
};

void count(const PlannedDocument& document, std::int64_t context, PromptLengths& lengths, Cut& cut) {
  ++cut.documents;
  bool is_cut = false;
  for (const Request& request : document.requests) {
    const auto* generate = std::get_if<Generate>(&request.body);
    if (generate != nullptr) cut.answer = generate->max_tokens;
    const auto tokens = lengths.beyond(request, context - (generate != nullptr ? generate->max_tokens : 0));
    cut.longest = std::max(cut.longest, tokens.value_or(0));
    is_cut = is_cut || tokens;
  }
  cut.cut += is_cut ? 1 : 0;
}

/// title: of the task in its column.
std::string text_of(const Cut& cut, const PlannedModel& model, const PlannedColumn& column, const std::string& title) {
  const std::int64_t context = model.facts.context_length;
  const std::string beside =
      cut.answer ? fmt::format(" beside an answer of up to {} tokens", *cut.answer) : std::string();
  const std::string_view answer = !cut.answer ? "" : column.max_tokens ? "max_tokens" : "max_gen_toks";
  return fmt::format(
      "{}: {} of {} prompts exceed the context of {} ({} tokens){}, and would lose their beginnings; the "
      "longest has {} tokens: {}",
      title, cut.cut, cut.documents, model.config.name, context, beside, cut.longest,
      cure(cut.longest, context, answer));
}

}  // namespace

void require_room_for_answers(const Plan& plan) {
  std::vector<std::string> lines;
  for (const auto& task : plan.tasks) {
    for (std::size_t m = 0; m < plan.models.size(); ++m) {
      const auto own = own_length(*task, plan.models[m].chat);
      if (!own) continue;
      for (const PlannedColumn& column : plan.columns) {
        if (column.model != m) continue;
        std::string line = too_long(plan, column, *task, *own);
        if (!line.empty() && std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
      }
    }
  }
  if (!lines.empty()) throw Error(ErrorCode::usage, fmt::format("{}", fmt::join(lines, "\n          ")));
}

std::vector<std::string> cut_prompts(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents) {
  std::vector<std::string> lines;
  for (std::size_t m = 0; m < documents.size(); ++m) {
    const PlannedModel& model = plan.models[m];
    PromptLengths lengths(model);
    std::map<std::pair<std::size_t, std::size_t>, Cut> cuts;  // by task and column
    for (const PlannedDocument& document : documents[m]) {
      count(document, model.facts.context_length, lengths, cuts[{document.task, document.column}]);
    }
    for (const auto& [place, cut] : cuts) {
      if (cut.cut == 0) continue;
      const PlannedColumn& column = plan.columns[place.second];
      const std::string& setting = column.run.setting;
      const std::string title = plan.tasks[place.first]->facts().name + (setting.empty() ? "" : " (" + setting + ")");
      std::string line = text_of(cut, model, column, title);
      if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace coldread
