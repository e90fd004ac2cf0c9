#include "runner/plan/answer_lengths.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <variant>

#include "base/error.h"

namespace coldread {
namespace {

/// Tokens of a task's answers at most, by its own settings; absent where it generates nothing.
std::optional<std::int64_t> own_length(const Task& task, const ChatFormat& chat) {
  for (const Request& request : task.requests(task.documents().front(), chat)) {
    if (const auto* generate = std::get_if<Generate>(&request.body)) return generate->max_tokens;
  }
  return std::nullopt;
}

std::string too_long(const Plan& plan, const PlannedColumn& column, const Task& task, std::int64_t own) {
  const ModelFacts& model = plan.models[column.model].facts;
  const std::int64_t asked = column.max_tokens.value_or(own);
  if (asked < model.context_length) return "";
  const std::string where = column.max_tokens
                                ? "sampling setting '" + column.run.setting + "': max_tokens"
                                : to_string(task.generation_place()) + "task '" + task.facts().name + "': max_gen_toks";
  return fmt::format(
      "{} is {}, which leaves no room for a prompt in the context of {}, {} tokens; set it to {} or less, so that the "
      "prompts fit beside it",
      where, asked, model.name, model.context_length, model.context_length - 1);
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
  if (lines.empty()) return;
  std::string message;
  for (const std::string& line : lines) message += (message.empty() ? "" : "\n          ") + line;
  throw Error(ErrorCode::usage, message);
}

}  // namespace coldread
