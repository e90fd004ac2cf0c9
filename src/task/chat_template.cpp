#include "task/chat_template.h"

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "base/unicode.h"
#include "template/template.h"

namespace coldread {
namespace {

/// Stands at the end of a message that the answer goes on from, to find that place in the rendered chat.
constexpr std::string_view kOpenEnd = "<<<coldread:the answer goes on here>>> ";

const std::string& text_of(const Value& message, std::string_view key) {
  return message.find(key)->as_string();
}

bool has_system(const List& messages) {
  return text_of(messages.front(), "role") == "system";
}

List without_system(const List& messages) {
  List kept;
  for (const Value& message : messages) {
    if (text_of(message, "role") != "system") kept.push_back(message);
  }
  return kept;
}

List with_open_end(List messages) {
  Dict last = messages.back().as_dict();
  last.set("content", last.find("content")->as_string() + std::string(kOpenEnd));
  messages.back() = std::move(last);
  return messages;
}

/// Whether a question or an answer does not stand in the chat, but for white space around it.
bool lacks_a_message(const std::string& chat, const List& messages) {
  return std::ranges::any_of(messages, [&](const Value& message) {
    return text_of(message, "role") != "system" && chat.find(strip(text_of(message, "content"))) == std::string::npos;
  });
}

/// A compiled chat template with all that it knows but the messages.
class ChatTemplate {
 public:
  ChatTemplate(const std::string& source, ChatVariables variables, const std::string& origin)
      : program_(source, {.file = origin + ": chat template", .line = 1, .column = 1}, {}, TemplateDialect::chat),
        variables_(std::move(variables)),
        origin_(origin) {}

  RenderedChat apply(const List& messages, bool begin_answer) const {
    RenderedChat chat = render(begin_answer ? messages : with_open_end(messages), begin_answer);
    if (!begin_answer) chat.text = cut_at_open_end(chat.text, text_of(messages.back(), "content"));
    chat.changes_messages = lacks_a_message(chat.text, messages);
    return chat;
  }

 private:
  RenderedChat render(const List& messages, bool begin_answer) const {
    if (!has_system(messages)) return {.text = write(messages, begin_answer)};
    std::string text;
    try {
      text = write(messages, begin_answer);
    } catch (const Error&) {
      return {.text = write(without_system(messages), begin_answer), .system = SystemMessage::refused};
    }
    const bool ignored = ignores(text, messages, begin_answer);
    return {.text = std::move(text), .system = ignored ? SystemMessage::ignored : SystemMessage::kept};
  }

  std::string write(const List& messages, bool begin_answer) const {
    Dict context;
    context.set("messages", messages);
    context.set("add_generation_prompt", begin_answer);
    context.set("bos_token", variables_.bos);
    context.set("eos_token", variables_.eos);
    context.set("tools", nullptr);
    context.set("documents", nullptr);
    for (const auto& [name, value] : variables_.arguments) context.set(name, value);
    return program_.render(context, variables_.date);
  }

  /// Whether the chat is the same without its system message, and not because it has that message's words anyway.
  bool ignores(const std::string& text, const List& messages, bool begin_answer) const {
    if (text.find(strip(text_of(messages.front(), "content"))) != std::string::npos) return false;
    try {
      return text == write(without_system(messages), begin_answer);
    } catch (const Error&) {
      return false;
    }
  }

  /// The chat up to the mark; where the template cut white space around the message, without that at its end.
  std::string cut_at_open_end(const std::string& chat, const std::string& message) const {
    const std::string_view mark = strip(kOpenEnd);
    const std::size_t at = chat.rfind(mark);
    if (at == std::string::npos) {
      throw Error(ErrorCode::usage, {.file = origin_},
                  "the chat template drops the last message, which has to stay open");
    }
    const std::string start = chat.substr(0, at);
    if (start.find(strip(message)) == std::string::npos) {
      throw Error(ErrorCode::usage, {.file = origin_},
                  "the chat template deletes a part of the last message, which has to stay open");
    }
    return chat.compare(at, kOpenEnd.size(), kOpenEnd) == 0 ? start : std::string(strip_right(start));
  }

  Template program_;
  ChatVariables variables_;
  std::string origin_;
};

}  // namespace

void check_chat_arguments(const Dict& arguments) {
  for (const char* name : {"messages", "add_generation_prompt"}) {
    if (!arguments.contains(name)) continue;
    throw Error(ErrorCode::usage, "chat_template_kwargs: '" + std::string(name) + "' is what each prompt sets itself");
  }
}

std::function<RenderedChat(const List&, bool)> chat_template(const std::string& source, const ChatVariables& variables,
                                                             const std::string& origin) {
  const auto program = std::make_shared<const ChatTemplate>(source, variables, origin);
  return [program](const List& messages, bool begin_answer) { return program->apply(messages, begin_answer); };
}

}  // namespace coldread
