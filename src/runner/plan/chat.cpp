#include "runner/plan/chat.h"

#include "base/error.h"
#include "task/chat_template.h"

namespace coldread {

ChatFormat chat_of(const RunConfig& config, const PlannedModel& model) {
  ChatFormat chat;
  chat.system_instruction = config.system_instruction;
  if (!config.apply_chat_template && config.fewshot_as_multiturn.value_or(false)) {
    throw Error(ErrorCode::usage, "fewshot_as_multiturn makes sense with apply_chat_template only");
  }
  if (!config.apply_chat_template) return chat;
  const std::string text(model.tokenizer->chat_template());
  if (text.empty()) {
    throw Error(ErrorCode::input, {.file = model.path.string()},
                "has no chat template (GGUF metadata tokenizer.chat_template, or tokenizer_config.json); run it "
                "without apply_chat_template");
  }
  const auto special = [&](std::string_view role) {
    for (const SpecialToken& token : model.facts.special_tokens) {
      if (token.role == role) return token.text;
    }
    return std::string();
  };
  chat.apply = chat_template(text, {.bos = special("bos"), .eos = special("eos")}, model.path.string());
  chat.multi_turn = config.fewshot_as_multiturn.value_or(true);
  return chat;
}

}  // namespace coldread
