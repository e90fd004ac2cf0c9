#include "runner/plan/chat.h"

#include <string_view>

#include "base/error.h"
#include "task/chat_template.h"

namespace coldread {

ChatFormat chat_of(const RunConfig& config, const ModelFacts& model, const std::string& model_template) {
  ChatFormat chat;
  chat.system_instruction = config.system_instruction;
  if (!config.apply_chat_template && config.fewshot_as_multiturn.value_or(false)) {
    throw Error(ErrorCode::usage, "fewshot_as_multiturn makes sense with apply_chat_template only");
  }
  if (!config.apply_chat_template) return chat;
  if (model_template.empty()) {
    throw Error(ErrorCode::input, {.file = model.path},
                "has no chat template (GGUF metadata tokenizer.chat_template, or tokenizer_config.json); run it "
                "without apply_chat_template");
  }
  const auto special = [&](std::string_view role) {
    for (const SpecialToken& token : model.special_tokens) {
      if (token.role == role) return token.text;
    }
    return std::string();
  };
  chat.apply = chat_template(model_template, {.bos = special("bos"), .eos = special("eos")}, model.path);
  chat.multi_turn = config.fewshot_as_multiturn.value_or(true);
  return chat;
}

}  // namespace coldread
