#include "runner/plan/plan.h"

#include <algorithm>
#include <future>
#include <optional>

#include "base/error.h"
#include "runner/config/memory_budget.h"
#include "runner/config/setting.h"
#include "runner/plan/chat.h"
#include "runner/plan/selected_tasks.h"

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

/// digests: of weights, worked out beside all the rest; this model's is added.
PlannedModel find(const RunConfig& config, const RunModel& wanted, const Backend& backend,
                  std::vector<std::future<std::string>>& digests) {
  PlannedModel model;
  model.config = wanted;
  model.found = backend.find(wanted.path, wanted.overrides);
  model.facts = model.found->facts();
  // Named, so that it is copied: where no thread can be had, libstdc++ uses what it was given a second time.
  const auto digest = [found = model.found] { return found->weights_digest(); };
  digests.push_back(std::async(digest));
  model.settings_digest = model.found->settings_digest();
  model.facts.name = wanted.name;
  model.facts.compute = wanted.compute;
  const TextFacts text = model.found->text();
  model.facts.tokenizer = text.tokenizer;
  model.facts.special_tokens = text.special_tokens;
  model.facts.end_tokens = text.end_tokens;
  model.facts.adds_bos = text.adds_bos;
  model.control_tokens = text.control_tokens;
  model.facts.chat_template = chat_source(config, model.facts, text.chat_template);
  model.chat = chat_of(config, model.facts);
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

Plan resolve(const RunConfig& config, const Backend& backend) {
  Plan plan;
  plan.config = config;
  Errors errors;
  std::vector<std::future<std::string>> digests;
  for (const RunModel& model : config.models) {
    errors.collect([&] { plan.models.push_back(find(config, model, backend, digests)); });
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

OpenOptions open_options(const RunConfig& config, const RunModel& model) {
  OpenOptions options;
  options.threads = config.threads;
  options.compute = model.compute;
  options.memory_bytes = memory_budget(config.memory);
  return options;
}

}  // namespace coldread
