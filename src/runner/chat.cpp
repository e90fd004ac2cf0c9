#include "runner/chat.h"

#include "base/error.h"
#include "task/chat_template.h"

namespace coldread {

ChatFormat chat_of(const RunConfig& config, std::span<const PlannedModel> models) {
  ChatFormat chat;
  chat.system_instruction = config.system_instruction;
  if (!config.apply_chat_template && config.fewshot_as_multiturn.value_or(false)) {
    throw Error(ErrorCode::usage, "fewshot_as_multiturn makes sense with apply_chat_template only");
  }
  if (!config.apply_chat_template || models.empty()) return chat;
  const PlannedModel& first = models.front();
  for (const PlannedModel& model : models) {
    if (model.chat_template.empty()) {
      throw Error(ErrorCode::input, {.file = model.path.string()},
                  "has no chat template (GGUF metadata tokenizer.chat_template, or tokenizer_config.json); run it "
                  "without apply_chat_template");
    }
    if (model.chat_template != first.chat_template) {
      throw Error(ErrorCode::usage, "models '" + first.config.name + "' and '" + model.config.name +
                                        "' have different chat templates; give each a run of its own");
    }
  }
  const auto special = [&](std::string_view role) {
    for (const SpecialToken& token : first.facts.special_tokens) {
      if (token.role == role) return token.text;
    }
    return std::string();
  };
  chat.apply = chat_template(first.chat_template, {.bos = special("bos"), .eos = special("eos")}, first.path.string());
  chat.multi_turn = config.fewshot_as_multiturn.value_or(true);
  return chat;
}

}  // namespace coldread
