#include "runner/plan.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "model/model.h"
#include "sampling/options.h"
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
      if (!first_) first_ = error.code();
      if (!lines_.empty()) lines_ += "\n          ";  // under "coldread: "
      lines_ += error.what();
    }
  }
  void throw_if_any() const {
    if (first_) throw Error(*first_, lines_);
  }

 private:
  std::optional<ErrorCode> first_;
  std::string lines_;
};

void load_tasks(const RunConfig& config, Plan& plan, Errors& errors) {
  std::optional<TaskIndex> index;
  errors.collect([&] { index.emplace(config.include_paths); });
  if (!index) return;
  for (const RunTask& wanted : config.tasks) {
    std::vector<std::string> names;
    errors.collect([&] { names = index->select(wanted.pattern); });
    for (const std::string& name : names) {
      const auto same = [&](const std::unique_ptr<Task>& task) { return task->facts().name == name; };
      if (std::any_of(plan.tasks.begin(), plan.tasks.end(), same)) continue;  // named twice, by a tag and by itself
      errors.collect([&] { plan.tasks.push_back(index->load(name, wanted.overrides)); });
    }
  }
}

PlannedModel find(const RunModel& wanted) {
  PlannedModel model{.config = wanted, .path = find_model(wanted.path), .facts = {}};
  model.facts = inspect_model(model.path);
  model.facts.digest = model_digest(model.path);
  model.facts.name = wanted.name;
  model.facts.compute = wanted.compute;
  const auto tokenizer = load_tokenizer(model.path);
  model.facts.tokenizer = std::string(tokenizer->pre_tokenizer());
  const auto add = [&](const char* role, std::optional<TokenId> id) {
    if (id) model.facts.special_tokens.emplace_back(role, tokenizer->decode({{*id}}));
  };
  add("bos", tokenizer->special_tokens().bos);
  add("eos", tokenizer->special_tokens().eos);
  add("pad", tokenizer->special_tokens().pad);
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
      for (const std::int64_t seed : config.seeds) {
        PlannedColumn column{.model = m, .run = {}, .overrides_sampling = overrides, .first_of_model = first};
        column.run.model = plan.models[m].facts;
        column.run.setting = setting.name;
        column.run.sampling = sampling_settings(setting.options);
        column.run.sampling.seed = static_cast<std::uint64_t>(seed);
        const bool name_model = plan.models.size() > 1 || !overrides;
        column.run.id = column_id(name_model ? plan.models[m].config.name : "", setting.name,
                                  config.seeds.size() > 1 ? "seed " + std::to_string(seed) : "");
        columns.push_back(std::move(column));
        first = false;
        // A greedy setting gives the same text under every seed.
        if (overrides && !columns.back().run.sampling.do_sample) break;
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
  load_tasks(config, plan, errors);
  for (const RunModel& model : config.models) {
    errors.collect([&] { plan.models.push_back(find(model)); });
  }
  errors.throw_if_any();
  plan.columns = columns_of(plan);
  return plan;
}

}  // namespace coldread
