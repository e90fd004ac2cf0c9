#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <vector>

#include "app/backend.h"
#include "app/commands.h"
#include "app/lines.h"
#include "app/options.h"
#include "app/progress.h"
#include "model/model.h"
#include "runner/config/memory_budget.h"
#include "runner/execution.h"
#include "runner/speed.h"

namespace coldread::app {
namespace {

struct Flags {
  ModelFlags model;
  std::vector<std::string> compute;
  bool json = false;
};

/// Threads that wait for each other spin, so a machine of one's own gives nearly all of its time.
constexpr double kUndisturbed = 0.85;

const char* name_of(SpeedWork::Kind kind) {
  switch (kind) {
    case SpeedWork::Kind::score_all:
      return "score_all";
    case SpeedWork::Kind::score_last:
      return "score_last";
    case SpeedWork::Kind::generate:
      return "generate";
  }
  return "";
}

std::int64_t tokens_of(const SpeedWork& work) {
  return work.kind == SpeedWork::Kind::generate ? work.fresh : work.prompt;
}

Value to_value(const SpeedRow& row) {
  Dict dict;
  dict.set("compute", row.compute);
  dict.set("work", name_of(row.work.kind));
  dict.set("batch", row.work.batch);
  dict.set("tokens", tokens_of(row.work));
  dict.set("prompt_tokens", row.work.prompt);
  dict.set("seconds", row.seconds);
  dict.set("tok_s", row.tokens_per_second);
  dict.set("share_of_peak", row.share_of_peak);
  dict.set("bound", row.memory_bound ? "memory" : "compute");
  dict.set("processor_share", row.processor_share);
  return dict;
}

Value to_value(const Speed& speed, const Flags& flags) {
  Dict dict;
  dict.set("model", flags.model.model);
  dict.set("cpu", speed.cpu);
  dict.set("isa", speed.isa);
  dict.set("threads", speed.threads);
  dict.set("peak_fp32_gflops", speed.peaks.fp32 * 1e-9);
  dict.set("peak_int8_gops", speed.peaks.int8 * 1e-9);
  dict.set("peak_bf16_gflops", speed.peaks.bf16 * 1e-9);
  dict.set("memory_gbps", speed.peaks.bandwidth * 1e-9);
  List rows;
  for (const SpeedRow& row : speed.rows) rows.push_back(to_value(row));
  dict.set("rows", std::move(rows));
  return dict;
}

/// "8 x 512", "32 x 64 after 64".
std::string shape_text(const SpeedWork& work) {
  if (work.kind != SpeedWork::Kind::generate) return fmt::format("{} x {}", work.batch, work.prompt);
  return fmt::format("{} x {} after {}", work.batch, work.fresh, work.prompt);
}

void print(const Speed& speed) {
  std::string text = fmt::format("{}\ninstruction set {}, {} threads\n", speed.cpu, speed.isa, speed.threads);
  text += fmt::format("peaks: {:.0f} GFLOP/s fp32, {:.0f} GFLOP/s bf16, {:.0f} GOP/s int8, {:.1f} GB/s of memory\n\n",
                      speed.peaks.fp32 * 1e-9, speed.peaks.bf16 * 1e-9, speed.peaks.int8 * 1e-9,
                      speed.peaks.bandwidth * 1e-9);
  text += fmt::format("{:<8} {:<11} {:<17} {:>9} {:>15}  {}\n", "compute", "work", "sequences", "tokens/s",
                      "share of peak", "bound by");
  for (const SpeedRow& row : speed.rows) {
    text += fmt::format("{:<8} {:<11} {:<17} {:>9.0f} {:>13.1f} %  {}\n", row.compute, name_of(row.work.kind),
                        shape_text(row.work), row.tokens_per_second, 100 * row.share_of_peak,
                        row.memory_bound ? "memory" : "compute");
  }
  std::fputs(text.c_str(), stdout);
  const bool disturbed = std::any_of(speed.rows.begin(), speed.rows.end(),
                                     [](const SpeedRow& row) { return row.processor_share < kUndisturbed; });
  if (disturbed) std::fputs("coldread: other programs took part of the processor; the figures are low\n", stderr);
}

int bench(const Flags& flags) {
  SpeedOptions options{
      .compute = flags.compute, .threads = flags.model.threads, .memory_bytes = memory_budget(flags.model.memory)};
  if (options.compute.empty()) options.compute = compute_types();
  Progress progress;
  const Speed speed = measure_speed(*backend().find(flags.model.model, flags.model.overrides()), options, progress);
  progress.finish();
  if (flags.json) {
    write_line(to_value(speed, flags));
  } else {
    print(speed);
  }
  flush_output();
  return kDone;
}

}  // namespace

void add_bench(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("bench", "scoring and generation speed as a share of this machine's measured peaks");
  auto flags = std::make_shared<Flags>();
  command
      ->add_option("--model", flags->model.model,
                   "a .gguf file, a folder, a name under models/, or OWNER/NAME of the hub")
      ->required();
  command->add_option("--compute", flags->compute, "compute types, separated by commas (default: all)")->delimiter(',');
  command->add_option("--threads", flags->model.threads, "threads (default: all that the process may use)")
      ->check(whole_number(1, 4096));
  command->add_option("--memory", flags->model.memory, "budget of the key/value cache, e.g. 512M or 2G");
  flags->model.add_overrides_to(*command);
  command->add_flag("--json", flags->json, "one JSON object");
  add_verbosity(*command);
  command->footer(
      "The share of peak is the least time that the work's arithmetic and reading can take at the measured peaks, "
      "over\n"
      "the time it took; docs/performance.md says what is counted.\n\n"
      "Examples:\n  coldread bench --model smollm2-135m-instruct\n"
      "  coldread bench --model smollm2-135m-instruct --compute fp32 --threads 1 --json");
  command->callback([flags, &exit_code] { exit_code = bench(*flags); });
}

}  // namespace coldread::app
