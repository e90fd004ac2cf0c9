#include "runner/plan/identity.h"

#include "io/json.h"
#include "io/sha256.h"
#include "runner/config/option_values.h"

namespace coldread {
namespace {

constexpr int kFormat = 2;  ///< of the journal's lines and of what the keys are made of

}  // namespace

Dict journal_identity(const Plan& plan) {
  Dict identity;
  identity.set("coldread journal", kFormat);
  identity.set("version", COLDREAD_VERSION);
  for (const auto& [key, value] : to_value(plan.config)) identity.set(key, value);
  for (const auto& [key, value] : echo_options(plan.config, OptionUse::part)) identity.set(key, value);
  Dict weights;
  Dict settings;
  for (const PlannedModel& model : plan.models) {
    weights.set(model.config.name, model.facts.digest);
    settings.set(model.config.name, model.settings_digest);
  }
  identity.set("weights", std::move(weights));
  identity.set("model settings and tokenizer", std::move(settings));
  if (!plan.config.chat.file.empty())
    identity.set("chat template's text", sha256_hex(plan.models.front().facts.chat_template));
  Dict tasks;
  for (const auto& task : plan.tasks) tasks.set(task->facts().name, sha256_hex(to_json(task->facts().config)));
  identity.set("task definitions", std::move(tasks));
  for (const auto& [key, value] : echo_options(plan.config, OptionUse::places)) identity.set(key, value);
  return identity;
}

}  // namespace coldread
