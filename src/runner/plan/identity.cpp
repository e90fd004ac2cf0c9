#include "runner/plan/identity.h"

#include "io/sha256.h"
#include "runner/config/option_values.h"

namespace coldread {

Dict config_identity(const RunConfig& config) {
  Dict identity = to_value(config);
  for (const auto& [key, value] : echo_options(config, OptionUse::part)) identity.set(key, value);
  return identity;
}

const std::set<std::string>& keys_beside_config() {
  static const std::set<std::string> keys =
      place_keys({"coldread journal", "version", "weights", "model settings and tokenizer", "chat template's text",
                  "rows", "inputs"});
  return keys;
}

Dict journal_identity(const Plan& plan, const InputDigests& inputs) {
  Dict identity;
  identity.set("coldread journal", kJournalFormat);
  identity.set("version", COLDREAD_VERSION);
  for (const auto& [key, value] : config_identity(plan.config)) identity.set(key, value);
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
  Dict rows;
  for (const auto& [task, digest] : inputs.rows) rows.set(task, digest);
  identity.set("rows", std::move(rows));
  identity.set("inputs", inputs.all);
  for (const auto& [key, value] : echo_options(plan.config, OptionUse::places)) identity.set(key, value);
  return identity;
}

}  // namespace coldread
