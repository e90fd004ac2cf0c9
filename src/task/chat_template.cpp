#include "task/chat_template.h"

#include <memory>

#include "base/error.h"
#include "base/unicode.h"
#include "template/template.h"

namespace coldread {
namespace {

/// Stands at the end of a message that the answer goes on from, to find that place in the rendered chat.
constexpr std::string_view kOpenEnd = "<<<coldread:the answer goes on here>>> ";

std::string render(const Template& program, const ChatTokens& tokens, const List& messages, bool begin_answer) {
  Dict context;
  context.set("messages", messages);
  context.set("add_generation_prompt", begin_answer);
  context.set("bos_token", tokens.bos);
  context.set("eos_token", tokens.eos);
  context.set("tools", nullptr);
  context.set("documents", nullptr);
  return program.render(context);
}

List without_system(const List& messages) {
  List kept;
  for (const Value& message : messages) {
    if (message.find("role")->as_string() != "system") kept.push_back(message);
  }
  return kept;
}

List with_open_end(List messages) {
  Dict last = messages.back().as_dict();
  last.set("content", last.find("content")->as_string() + std::string(kOpenEnd));
  messages.back() = std::move(last);
  return messages;
}

/// The chat up to the mark; where the template cut white space around the message, without that at its end.
std::string cut_at_open_end(const std::string& chat, const std::string& origin) {
  const std::string_view mark = strip(kOpenEnd);
  const std::size_t at = chat.rfind(mark);
  if (at == std::string::npos) {
    throw Error(ErrorCode::usage, {.file = origin}, "the chat template drops the last message, which has to stay open");
  }
  const std::string start = chat.substr(0, at);
  return chat.compare(at, kOpenEnd.size(), kOpenEnd) == 0 ? start : std::string(strip_right(start));
}

}  // namespace

std::function<std::string(const List&, bool)> chat_template(const std::string& source, const ChatTokens& tokens,
                                                            const std::string& origin) {
  const auto program =
      std::make_shared<const Template>(source, Place{.file = origin + ": chat template", .line = 1, .column = 1},
                                       TemplateLimits{}, TemplateDialect::chat);
  return [program, tokens, origin](const List& messages, bool begin_answer) {
    const List given = begin_answer ? messages : with_open_end(messages);
    std::string chat;
    try {
      chat = render(*program, tokens, given, begin_answer);
    } catch (const Error&) {
      if (given.front().find("role")->as_string() != "system") throw;
      chat = render(*program, tokens, without_system(given), begin_answer);
    }
    return begin_answer ? chat : cut_at_open_end(chat, origin);
  };
}

}  // namespace coldread
