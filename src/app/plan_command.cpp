// `plan`: what a run would do and take, without any weights.
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <utility>

#include "app/backend.h"
#include "app/commands.h"
#include "app/lines.h"
#include "app/options.h"
#include "app/plan_output.h"
#include "app/progress.h"
#include "app/run_flags.h"
#include "app/run_output.h"
#include "base/counted.h"
#include "io/json.h"
#include "machine/memory_limit.h"
#include "runner/plan/estimate.h"
#include "runner/plan/prompt_findings.h"

namespace coldread::app {
namespace {

struct Flags {
  ConfigFlags config;
  bool json = false;
};

/// What a model's requests may take. Long answers: as if none ended early, at the speed of a quiet machine times
/// kSlowest. Short ones: the prompts, and a quarter of what may be generated (docs/performance.md).
struct TimeRange {
  double least = 0, most = 0;
};

TimeRange time_range(const ModelEstimate& estimate, double seconds) {
  constexpr double kFastest = 0.8, kSlowest = 1.5, kLeastGenerated = 0.25;
  const double all = static_cast<double>(std::max<std::int64_t>(estimate.computed_tokens, 1));
  const double generated = static_cast<double>(estimate.generated_tokens) / all;
  return {.least = seconds * kFastest * (1 - generated * (1 - kLeastGenerated)), .most = seconds * kSlowest};
}

std::string duration(const TimeRange& range) {
  const auto [unit, name] = range.most < 90     ? std::pair(1.0, "s")
                            : range.most < 5400 ? std::pair(60.0, "min")
                                                : std::pair(3600.0, "h");
  const int decimals = range.most / unit < 10 ? 1 : 0;
  return fmt::format("{:.{}f} to {:.{}f} {}", range.least / unit, decimals, range.most / unit, decimals, name);
}

Dict model_dict(const PlannedModel& model, const ModelEstimate& estimate, double seconds) {
  Dict dict;
  dict.set("name", model.config.name);
  dict.set("compute", model.config.compute);
  dict.set("requests", estimate.requests);
  dict.set("prompt_tokens", estimate.prompt_tokens);
  dict.set("computed_tokens", estimate.computed_tokens);
  dict.set("generated_tokens_at_most", estimate.generated_tokens);
  dict.set("truncated_prompts", estimate.truncated_prompts);
  dict.set("weights_bytes", static_cast<std::int64_t>(estimate.weights.packed));
  dict.set("weight_copies", estimate.weights.copies);
  dict.set("cache_bytes", static_cast<std::int64_t>(estimate.demand.cache));
  const TimeRange range = time_range(estimate, seconds);
  dict.set("seconds", seconds);
  dict.set("seconds_least", range.least);
  dict.set("seconds_most", range.most);
  return dict;
}

/// What the tasks, their rows and their prompts have to be warned of.
std::vector<std::string> warnings_of(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents) {
  std::vector<std::string> warnings = plan.warnings;
  const std::vector<std::string> of_prompts = prompt_warnings(plan, documents);
  warnings.insert(warnings.end(), of_prompts.begin(), of_prompts.end());
  return warnings;
}

Dict to_dict(const Plan& plan, const RunEstimate& estimate, const std::vector<double>& seconds) {
  Dict dict;
  dict.set("name", plan.config.name);
  Dict tasks;
  for (const auto& task : plan.tasks) tasks.set(task->facts().name, task->facts().documents_used);
  dict.set("documents", std::move(tasks));
  List models;
  for (std::size_t m = 0; m < plan.models.size(); ++m)
    models.emplace_back(model_dict(plan.models[m], estimate.models[m], seconds[m]));
  dict.set("models", std::move(models));
  dict.set("peak_memory_bytes", static_cast<std::int64_t>(estimate.peak));
  dict.set("peak_memory_of", estimate.peak_of);
  dict.set("disk_bytes", static_cast<std::int64_t>(estimate.disk));
  const FreeMemory free = free_memory();
  dict.set("free_memory_bytes", static_cast<std::int64_t>(free.bytes));
  dict.set("free_memory_bound", free.bound);
  return dict;
}

void print(const Plan& plan, const RunEstimate& estimate, const std::vector<double>& seconds) {
  for (const auto& task : plan.tasks) {
    std::printf("task     %-24s %s, %lld-shot\n", task->facts().name.c_str(),
                counted(static_cast<std::uint64_t>(task->facts().documents_used), "document").c_str(),
                static_cast<long long>(task->facts().num_fewshot));
  }
  for (std::size_t m = 0; m < plan.models.size(); ++m) {
    const ModelEstimate& model = estimate.models[m];
    fmt::print("model    {} ({}): {} requests; {} prompt tokens, {} to compute as prefixes are shared",
               plan.models[m].config.name, plan.models[m].config.compute, model.requests, model.prompt_tokens,
               model.computed_tokens);
    if (model.generated_tokens > 0) fmt::print(", {} of them generated at most", model.generated_tokens);
    if (model.truncated_prompts > 0) fmt::print("; {} prompts are cut to the model's context", model.truncated_prompts);
    const std::string copies =
        model.weights.copies > 1 ? fmt::format(" ({} copies, one a memory node)", model.weights.copies) : "";
    fmt::print("\n         weights {}{}, key/value cache {}; {}\n",
               bytes_text(static_cast<double>(model.weights.packed)), copies,
               bytes_text(static_cast<double>(model.demand.cache)), duration(time_range(model, seconds[m])));
  }
  const FreeMemory free = free_memory();
  fmt::print("memory   {} at most ({}); {} are free {}\n", bytes_text(static_cast<double>(estimate.peak)),
             estimate.peak_of, bytes_text(static_cast<double>(free.bytes)), free.bound);
  fmt::print("disk     {}\n", bytes_text(static_cast<double>(estimate.disk)));
}

}  // namespace

int show_plan(const RunConfig& config, bool json) {
  Progress progress;
  progress.on_stage("reading tasks and models");
  const Plan plan = resolve(config, backend());
  progress.on_stage("counting tokens");
  const std::vector<std::vector<PlannedDocument>> documents = documents_of(plan);
  const RunEstimate estimate = estimate_run(plan, documents, {}, true);
  std::vector<double> seconds;
  for (std::size_t m = 0; m < plan.models.size(); ++m)
    seconds.push_back(seconds_of(estimate.models[m], plan.models[m].config.compute, config.threads));
  const std::vector<std::string> warnings = warnings_of(plan, documents);
  progress.finish();
  print_warnings(warnings);
  if (json) {
    Dict dict = to_dict(plan, estimate, seconds);
    dict.set("warnings", to_list(warnings));
    write_line(std::move(dict));
  } else {
    print(plan, estimate, seconds);
  }
  flush_output();
  return kDone;
}

void add_plan(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("plan", "a dry run: requests, tokens, memory, disk, time; loads no weights");
  auto flags = std::make_shared<Flags>();
  flags->config.add_to(*command);
  command->add_flag("--json", flags->json, "prints one JSON object");
  add_verbosity(*command);
  command->footer(
      "Requests, tokens before and after the sharing of prefixes, memory, disk and time. Tokens that are generated "
      "are\n"
      "counted as if no answer ended early; the shorter time has most of them end early. So does run --dry-run.\n\n"
      "Examples:\n  coldread plan configs/quickstart.yaml\n"
      "  coldread plan --model smollm2-135m-instruct --tasks qa --limit 100 --json");
  command->callback([flags, &exit_code] { exit_code = show_plan(read_run_config(flags->config.read()), flags->json); });
}

}  // namespace coldread::app
