#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"
#include "task/task.h"

namespace coldread {

/// One message of a prompt. Without a chat template a prompt is all contents, each followed by its delimiter.
struct Turn {
  std::string role;  ///< "system", "user" or "assistant"
  std::string content;
  std::string delimiter;
};

/// A question with, for examples, its answer.
struct QuestionTurns {
  std::string question;
  std::optional<std::string> answer;  ///< "" counts as none
  std::string gen_prefix;             ///< begins the answer; "" where there is none
  std::string target_delimiter;
  std::string fewshot_delimiter;
};

void append_turns(std::vector<Turn>& turns, const QuestionTurns& question);

/// Joins two texts with a delimiter between, unless one is empty or there is white space at the join already.
std::string join_with(std::string_view first, std::string_view second, std::string_view delimiter);
bool ends_with_space(std::string_view text);

/// The prompt as text. With a chat template its messages go through that: one message a turn, or (multi_turn false) all
/// user and assistant turns in one user message and only the last assistant turn apart. A last turn of the assistant
/// (a gen_prefix) is the beginning of the answer.
RenderedChat render_prompt(const std::vector<Turn>& turns, const ChatFormat& chat);

}  // namespace coldread
