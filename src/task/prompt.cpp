#include "task/prompt.h"

#include <utility>

#include "base/unicode.h"

namespace coldread {
namespace {

bool starts_with_space(std::string_view text) {
  return !text.empty() && is_python_space(code_point_at(text, 0).value);
}

Value message(const std::string& role, const std::string& content) {
  Dict dict;
  dict.set("role", role);
  dict.set("content", content);
  return dict;
}

List one_message_a_turn(const std::vector<Turn>& turns) {
  List messages;
  for (const Turn& turn : turns) messages.push_back(message(turn.role, turn.content));
  return messages;
}

/// The system turn apart, then one user message; an assistant turn at the end (a gen_prefix) stays apart.
List one_user_message(const std::vector<Turn>& turns) {
  List messages;
  std::size_t first = 0;
  if (turns.front().role == "system") {
    messages.push_back(message("system", turns.front().content));
    first = 1;
  }
  const std::size_t end = turns.back().role == "assistant" ? turns.size() - 1 : turns.size();
  std::string user;
  for (std::size_t i = first; i < end; ++i) user += turns[i].content + (i + 1 < end ? turns[i].delimiter : "");
  messages.push_back(message("user", user));
  if (end < turns.size()) messages.push_back(message("assistant", turns.back().content));
  return messages;
}

}  // namespace

bool ends_with_space(std::string_view text) {
  if (text.empty()) return false;
  std::size_t start = text.size() - 1;
  while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0u) == 0x80u) --start;
  return is_python_space(code_point_at(text, start).value);
}

std::string join_with(std::string_view first, std::string_view second, std::string_view delimiter) {
  std::string text(first);
  if (!first.empty() && !second.empty() && !ends_with_space(first) && !starts_with_space(second)) text += delimiter;
  return text += second;
}

void append_turns(std::vector<Turn>& turns, const QuestionTurns& question) {
  const bool has_answer = question.answer && !question.answer->empty();
  const bool has_prefix = !question.gen_prefix.empty();
  const bool gap =
      !question.question.empty() && !ends_with_space(question.question) && !starts_with_space(question.gen_prefix);
  const bool delimit = has_prefix ? gap : has_answer;
  turns.push_back({"user", question.question, delimit ? question.target_delimiter : ""});
  if (has_answer) {
    turns.push_back({"assistant", join_with(question.gen_prefix, *question.answer, " "), question.fewshot_delimiter});
  } else if (has_prefix) {
    turns.push_back({"assistant", question.gen_prefix, ""});
  }
}

RenderedChat render_prompt(const std::vector<Turn>& turns, const ChatFormat& chat) {
  if (chat.apply) {
    const bool begin_answer = turns.back().role != "assistant";
    return chat.apply(chat.multi_turn ? one_message_a_turn(turns) : one_user_message(turns), begin_answer);
  }
  RenderedChat plain;
  for (const Turn& turn : turns) plain.text += turn.content + turn.delimiter;
  return plain;
}

}  // namespace coldread
