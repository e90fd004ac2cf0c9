#include "runner/plan/plan.h"

#include <algorithm>
#include <array>
#include <future>
#include <optional>

#include "base/error.h"
#include "io/file.h"
#include "io/sha256.h"
#include "model/model.h"
#include "runner/config/setting.h"
#include "runner/plan/chat.h"
#include "runner/plan/selected_tasks.h"
#include "tokenizer/tokenizer.h"

namespace coldread {
namespace {

/// Collects errors so that a person sees all of them at once.
class Errors {
 public:
  template <typename Action>
  void collect(const Action& action) {
    try {
      action();
    } catch (const Error& error) {
      if (!code_ || error.code() == ErrorCode::usage) code_ = error.code();  // a mistyped name first
      if (lines_.find(error.what()) != std::string::npos) return;            // the same of another model
      if (!lines_.empty()) lines_ += "\n          ";                         // under "coldread: "
      lines_ += error.what();
    }
  }
  void throw_if_any() const {
    if (code_) throw Error(*code_, lines_);
  }

 private:
  std::optional<ErrorCode> code_;
  std::string lines_;
};

/// The files beside the weights that shape answers: the network's settings, the tokenizer, the chat template.
std::string digest_of_settings(const std::filesystem::path& model) {
  constexpr std::array kFiles = {
      "config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.json", "encoder.json",
      "merges.txt",  "vocab.bpe",      "chat_template.jinja"};
  Sha256 digest;
  for (const char* name : kFiles) {
    const std::filesystem::path file = model / name;
    if (!std::filesystem::is_directory(model) || !std::filesystem::exists(file)) continue;
    const MappedFile content(file);
    digest.add(name + std::string(" ") + std::to_string(content.text().size()) + "\n");
    digest.add(content.text());
  }
  return digest.hex();
}

/// digests: of weights, worked out beside all the rest; this model's is added.
PlannedModel find(const RunConfig& config, const RunModel& wanted, std::vector<std::future<std::string>>& digests) {
  PlannedModel model{.config = wanted,
                     .path = find_model(wanted.path),
                     .facts = {},
                     .settings_digest = {},
                     .tokenizer = {},
                     .chat = {}};
  model.facts = inspect_model(model.path);
  digests.push_back(std::async(model_digest, model.path));
  model.settings_digest = digest_of_settings(model.path);
  model.facts.name = wanted.name;
  model.facts.compute = wanted.compute;
  model.tokenizer = load_tokenizer(model.path);
  const Tokenizer* tokenizer = model.tokenizer.get();
  model.facts.tokenizer = std::string(tokenizer->pre_tokenizer());
  const auto add = [&](const char* role, std::optional<TokenId> id) {
    if (id) model.facts.special_tokens.push_back({.role = role, .text = tokenizer->decode({{*id}}), .id = *id});
  };
  add("bos", tokenizer->special_tokens().bos);
  add("eos", tokenizer->special_tokens().eos);
  add("pad", tokenizer->special_tokens().pad);
  model.chat = chat_of(config, model);
  if (model.chat.apply) model.facts.chat_template = tokenizer->chat_template();
  return model;
}

std::string column_id(const std::string& model, const std::string& setting, const std::string& seed) {
  std::string id;
  for (const std::string& part : {model, setting, seed}) {
    if (!part.empty()) id += (id.empty() ? "" : " / ") + part;
  }
  return id;
}

std::vector<PlannedColumn> columns_of(const Plan& plan) {
  const RunConfig& config = plan.config;
  std::vector<RunSetting> settings = config.sampling;
  const bool overrides = !settings.empty();
  if (!overrides) settings.push_back({});
  std::vector<PlannedColumn> columns;
  for (std::size_t m = 0; m < plan.models.size(); ++m) {
    bool first = true;
    for (const RunSetting& setting : settings) {
      const SettingOptions options = run_setting_options(setting.options);
      const std::vector<std::int64_t> seeds = options.seed ? std::vector<std::int64_t>{*options.seed} : config.seeds;
      for (const std::int64_t seed : seeds) {
        PlannedColumn column{.model = m, .run = {}, .overrides_sampling = overrides, .first_of_model = first};
        column.run.model = plan.models[m].facts;
        column.run.setting = setting.name;
        column.run.sampling = options.sampling;
        column.max_tokens = options.max_tokens;
        column.until = options.until;
        column.run.sampling.seed = static_cast<std::uint64_t>(seed);
        const bool varies =
            !overrides || column.run.sampling.do_sample;  // a greedy setting is the same under every seed
        const bool name_model = plan.models.size() > 1 || !overrides;
        column.run.id = column_id(name_model ? plan.models[m].config.name : "", setting.name,
                                  seeds.size() > 1 && varies ? "seed " + std::to_string(seed) : "");
        columns.push_back(std::move(column));
        first = false;
        if (!varies) break;
      }
    }
  }
  return columns;
}

}  // namespace

Plan resolve(const RunConfig& config) {
  Plan plan;
  plan.config = config;
  Errors errors;
  std::vector<std::future<std::string>> digests;
  for (const RunModel& model : config.models) {
    errors.collect([&] { plan.models.push_back(find(config, model, digests)); });
  }
  errors.collect([&] {
    SelectedTasks selected(config);
    for (const RunTask& wanted : config.tasks) {
      errors.collect([&] { selected.add(wanted, [&](const auto& load) { errors.collect(load); }); });
    }
    plan.tasks = selected.take_tasks();
    plan.groups = selected.groups();
    for (const auto& task : plan.tasks) {
      if (!task->documents().empty()) continue;
      errors.collect([&] {
        throw Error(ErrorCode::input,
                    "task '" + task->facts().name + "' has no documents: nothing of its data is left");
      });
    }
  });
  errors.throw_if_any();
  for (std::size_t m = 0; m < plan.models.size(); ++m) plan.models[m].facts.digest = digests[m].get();
  plan.columns = columns_of(plan);
  return plan;
}

}  // namespace coldread
