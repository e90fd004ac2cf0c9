#pragma once

#include <string>

#include "task/task.h"

namespace coldread {

/// What chat templates know beside the messages.
struct ChatTokens {
  std::string bos, eos;
};

/// ChatFormat::apply of a model's Jinja template. A template that refuses the system message is tried without it.
/// origin names the model in errors. Throws Error(usage) where the template does not compile; the returned function,
/// where it fails or drops the last message.
std::function<std::string(const List& messages, bool begin_answer)> chat_template(const std::string& source,
                                                                                  const ChatTokens& tokens,
                                                                                  const std::string& origin);

}  // namespace coldread
