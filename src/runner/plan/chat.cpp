#include "runner/plan/chat.h"

#include <string_view>

#include "base/error.h"
#include "base/unicode.h"
#include "io/file.h"
#include "task/chat_template.h"

namespace coldread {
namespace {

constexpr std::size_t kMostTemplateBytes = std::size_t{1} << 20u;

std::string read_template(const std::filesystem::path& file) {
  std::string text = read_text_file(file, ErrorCode::input, kMostTemplateBytes);
  if (text.empty()) throw Error(ErrorCode::input, {.file = file.string()}, "is empty; a chat template is needed");
  if (!is_valid_utf8(text)) throw Error(ErrorCode::input, {.file = file.string()}, "is not UTF-8");
  return text;
}

void require_use(const RunConfig& config) {
  const auto refuse = [](const char* key) {
    throw Error(ErrorCode::usage, std::string(key) + " makes sense with apply_chat_template only");
  };
  if (config.fewshot_as_multiturn.value_or(false)) refuse("fewshot_as_multiturn");
  if (!config.chat.file.empty()) refuse("chat_template");
  if (config.chat.date) refuse("chat_date");
  if (!config.chat.arguments.empty()) refuse("chat_template_kwargs");
}

std::string special_token(const ModelFacts& model, std::string_view role) {
  for (const SpecialToken& token : model.special_tokens) {
    if (token.role == role) return token.text;
  }
  return {};
}

}  // namespace

std::string chat_source(const RunConfig& config, const ModelFacts& model, const std::string& model_template) {
  if (!config.apply_chat_template) return {};
  if (!config.chat.file.empty()) return read_template(config.chat.file);
  if (!model_template.empty()) return model_template;
  throw Error(ErrorCode::input, {.file = model.path},
              "has no chat template (GGUF metadata tokenizer.chat_template, or tokenizer_config.json); give one with "
              "chat_template: FILE, or run it without apply_chat_template");
}

ChatFormat chat_of(const RunConfig& config, const ModelFacts& model) {
  ChatFormat chat;
  chat.system_instruction = config.system_instruction;
  if (!config.apply_chat_template) {
    require_use(config);
    return chat;
  }
  const ChatVariables variables{.bos = special_token(model, "bos"),
                                .eos = special_token(model, "eos"),
                                .date = config.chat.date.value_or(CalendarDate()),
                                .arguments = config.chat.arguments};
  const std::string origin = config.chat.file.empty() ? model.path : config.chat.file.string();
  chat.apply = chat_template(model.chat_template, variables, origin);
  chat.multi_turn = config.fewshot_as_multiturn.value_or(true);
  return chat;
}

}  // namespace coldread
