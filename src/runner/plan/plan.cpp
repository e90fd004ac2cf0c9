#include "runner/plan/plan.h"

#include <algorithm>
#include <future>
#include <optional>
#include <utility>

#include "base/cured_error.h"
#include "base/error.h"
#include "io/sha256.h"
#include "runner/config/memory_budget.h"
#include "runner/config/setting.h"
#include "runner/plan/answer_lengths.h"
#include "runner/plan/chat.h"
#include "runner/plan/selected_tasks.h"
#include "runner/plan/unread_settings.h"

namespace coldread {
namespace {

void add_unless_known(std::vector<std::string>& lines, std::string line) {
  if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
}

/// Collects errors so that a person sees all of them at once.
class Errors {
 public:
  template <typename Action>
  void collect(const Action& action) {
    try {
      action();
    } catch (const Error& error) {
      if (!code_ || error.code() == ErrorCode::usage) code_ = error.code();  // a mistyped name first
      const auto* cured = dynamic_cast<const CuredError*>(&error);
      add_unless_known(lines_, cured != nullptr ? cured->brief() : error.what());  // it may be that of another model
      if (cured != nullptr) add_unless_known(cures_, cured->cure());
    }
  }
  void throw_if_any() const {
    if (!code_) return;
    std::string message;
    for (const std::string& line : lines_) message += (message.empty() ? "" : kBelow) + line;
    for (const std::string& cure : cures_) message += (lines_.size() > 1 ? kBelow + "cure: " : "") + cure_text(cure);
    throw Error(*code_, message);
  }

 private:
  /// A cure goes on from the only error, or stands in a line of its own.
  std::string cure_text(const std::string& cure) const {
    if (lines_.size() == 1) return cure;
    return cure.substr(std::min(cure.find_first_not_of(",; "), cure.size()));
  }

  const std::string kBelow = "\n          ";  // under "coldread: "
  std::optional<ErrorCode> code_;
  std::vector<std::string> lines_, cures_;
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
  start_sha256();
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

void refuse_warnings(const Plan& plan) {
  Errors errors;
  for (const std::string& warning : plan.warnings) {
    errors.collect([&] { throw Error(ErrorCode::usage, warning); });
  }
  errors.throw_if_any();
}

std::string column_id(const std::string& model, const std::string& setting, const std::string& seed) {
  std::string id;
  for (const std::string& part : {model, setting, seed}) {
    if (!part.empty()) id += (id.empty() ? "" : " / ") + part;
  }
  return id;
}

std::vector<std::string> add_tasks(Plan& plan, SelectedTasks::Rows rows, Errors& errors) {
  std::vector<std::string> without_data;
  errors.collect([&] {
    SelectedTasks selected(plan.config, std::move(rows));
    for (const RunTask& wanted : plan.config.tasks) {
      errors.collect([&] { selected.add(wanted, [&](const auto& load) { errors.collect(load); }); });
    }
    errors.collect([&] { selected.demand_samples_used(); });
    plan.tasks = selected.take_tasks();
    plan.groups = selected.groups();
    without_data = selected.without_data();
    for (const auto& task : plan.tasks) errors.collect([&] { check_rows(*task, plan); });
    check_settings(plan);
  });
  return without_data;
}

}  // namespace

void check_rows(const Task& task, Plan& plan) {
  if (task.documents().empty()) {
    throw Error(ErrorCode::input, "task '" + task.facts().name + "' has no documents: nothing of its data is left");
  }
  for (const std::string& warning : task.warnings()) add_unless_known(plan.warnings, warning);
  for (std::string& doubt : task.check_rows()) {
    add_unless_known(plan.warnings, doubt);
    add_unless_known(plan.doubts, std::move(doubt));
  }
}

void check_settings(Plan& plan) {
  for (std::string& line : unread_settings(plan)) {
    add_unless_known(plan.warnings, line);
    add_unless_known(plan.doubts, std::move(line));
  }
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

Plan resolve(const RunConfig& config, const Backend& backend) {
  Plan plan;
  plan.config = config;
  Errors errors;
  std::vector<std::future<std::string>> digests;
  for (const RunModel& model : config.models) {
    errors.collect([&] { plan.models.push_back(find(config, model, backend, digests)); });
  }
  add_tasks(plan, {}, errors);
  errors.throw_if_any();
  for (std::size_t m = 0; m < plan.models.size(); ++m) plan.models[m].facts.digest = digests[m].get();
  plan.columns = columns_of(plan);
  require_room_for_answers(plan);
  if (config.strict) refuse_warnings(plan);
  return plan;
}

std::vector<std::string> resolve_tasks(Plan& plan, std::map<std::string, std::shared_ptr<const TaskRows>> rows) {
  Errors errors;
  std::vector<std::string> without_data = add_tasks(plan, std::move(rows), errors);
  errors.throw_if_any();
  return without_data;
}

OpenOptions open_options(const RunConfig& config, const RunModel& model) {
  OpenOptions options;
  options.threads = config.threads;
  options.compute = model.compute;
  options.memory_bytes = memory_budget(config.memory);
  return options;
}

}  // namespace coldread
