#include <algorithm>

#include "base/error.h"
#include "task/control_tokens.h"
#include "task/loaded_task.h"
#include "template/template.h"

namespace coldread {

std::vector<std::string> LoadedTask::row_tokens(const Document& document, std::span<const std::string> tokens) const {
  std::vector<std::string> found = tokens_in(tokens, document.fields);
  if (rows_->chosen.empty()) return found;
  for (const std::size_t i : rows_->chosen[positions_.at(document.id)]) {
    for (std::string& token : tokens_in(tokens, examples_.at(i).fields)) {
      if (std::ranges::find(found, token) == found.end()) found.push_back(std::move(token));
    }
  }
  return found;
}

PromptNotes LoadedTask::notes(const Document& document, const ChatFormat& chat,
                              std::span<const std::string> control_tokens) const {
  try {
    return notes_of_prompt(document, chat, control_tokens);
  } catch (const Error&) {  // it has no prompt; requests() says why
    return {};
  }
}

PromptNotes LoadedTask::notes_of_prompt(const Document& document, const ChatFormat& chat,
                                        std::span<const std::string> control_tokens) const {
  PromptNotes notes;
  const std::vector<std::string> in_rows = row_tokens(document, control_tokens);
  const bool rolling = config_.output_type == "loglikelihood_rolling";
  if (rolling || (in_rows.empty() && !chat.apply)) {
    notes.control_tokens = in_rows;
    return notes;
  }
  const std::vector<Turn> turns = chats(document, chat).front();
  if (chat.apply) {
    const RenderedChat rendered = render_prompt(turns, chat);
    notes.system = rendered.system;
    notes.changes_messages = rendered.changes_messages;
  }
  if (in_rows.empty()) return notes;
  std::string asked;  // all that the rows have part in
  for (const Turn& turn : turns) asked += turn.content + "\n";
  if (fields_->choices) {
    for (const std::string& choice : evaluate_choices(*fields_->choices, row(document))) asked += choice + "\n";
  } else if (config_.output_type == "loglikelihood") {
    asked += python_str(target(document));
  }
  notes.control_tokens = tokens_in(in_rows, std::string_view(asked));
  return notes;
}

}  // namespace coldread
