#pragma once

#include <string>

#include "api/value.h"
#include "base/calendar_date.h"
#include "task/task.h"

namespace coldread {

/// What chat templates know beside the messages.
struct ChatVariables {
  std::string bos = {}, eos = {};
  CalendarDate date = {};  ///< of strftime_now
  Dict arguments = {};     ///< further variables by name: enable_thinking, date_string, ...
};

/// Throws Error(usage) for a name that a run gives to chat templates by itself ("messages", "add_generation_prompt").
void check_chat_arguments(const Dict& arguments);

/// ChatFormat::apply of a model's Jinja template. A template that fails on a chat with a system message is used without
/// that message, as lm-evaluation-harness does. origin names the model in errors. Throws Error(usage) where the
/// template does not compile; the returned function, where it fails, or drops a part of the last message, which has to
/// stay open.
std::function<RenderedChat(const List& messages, bool begin_answer)> chat_template(const std::string& source,
                                                                                   const ChatVariables& variables,
                                                                                   const std::string& origin);

}  // namespace coldread
