// `divergence`: what a smaller, quantised or otherwise computed model says otherwise, token by token.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <memory>

#include "app/backend.h"
#include "app/commands.h"
#include "app/console.h"
#include "app/lines.h"
#include "app/options.h"
#include "app/progress.h"
#include "app/run_flags.h"
#include "base/error.h"
#include "io/file.h"
#include "io/json.h"
#include "report/divergence.h"
#include "runner/config/option_values.h"
#include "runner/divergence_run.h"
#include "runner/folder/outputs.h"

namespace coldread::app {
namespace {

struct Flags {
  std::string base, other;
  std::vector<std::string> texts;
  std::vector<std::string> more_texts;  ///< that follow the first --text
  ConfigFlags config;
  std::string out;
  bool json = false;
};

std::string measured_text(const Measured& one) {
  return fmt::format("{:.6g} [{:.6g}, {:.6g}]", one.value, one.low, one.high);
}

void print(const DivergenceReport& report) {
  const DivergenceSummary& s = report.summary;
  print_text(fmt::format(
      "base     {}\nother    {}\n"
      "KL       mean {} nats a token; median {:.4g}, 90 % {:.4g}, 99 % {:.4g}, 99.9 % {:.4g}, largest {:.4g}\n"
      "same top {} of tokens\n"
      "perplexity  {} -> {}, ratio {}\n"
      "right token's probability  {:+.6g} [{:.6g}, {:.6g}]\n"
      "tokens   {}, 95 % intervals over {} stretches of text\n",
      report.base, report.other, measured_text(s.kl_mean), s.kl_median, s.kl_p90, s.kl_p99, s.kl_p999, s.kl_max,
      measured_text(s.same_top), measured_text(s.perplexity_base), measured_text(s.perplexity_other),
      measured_text(s.perplexity_ratio), s.probability_change.value, s.probability_change.low,
      s.probability_change.high, s.tokens, s.units));
  for (const TaskFlips& task : report.tasks) {
    print_text(fmt::format("{} {}: {:.4f} -> {:.4f}; {} of {} answers flipped, {} better, {} worse\n", task.task,
                           task.metric, task.base_value, task.other_value, task.flipped, task.documents, task.better,
                           task.worse));
  }
}

int diverge(Flags flags) {
  if (!flags.more_texts.empty() && flags.texts.empty()) {
    throw Error(ErrorCode::usage, "'" + flags.more_texts.front() + "' is a third model; --text FILE... names texts");
  }
  flags.texts.insert(flags.texts.end(), flags.more_texts.begin(), flags.more_texts.end());
  const RunFlags given = flags.config.read();
  const bool tasks = gives(given, "tasks");
  if (flags.texts.empty() && !tasks) throw Error(ErrorCode::usage, "divergence needs --text FILE or --tasks NAMES");
  DivergenceOptions options{.base = model_under_type(flags.base), .other = model_under_type(flags.other), .texts = {}};
  for (const std::string& file : flags.texts) options.texts.push_back({.name = file, .text = read_text_file(file)});
  if (tasks) flags.config.give(run_option("models"), options.base.path);
  RunConfig config;
  if (tasks) {
    config = read_run_config(flags.config.read());
  } else {
    for (const GivenOption& option : given.options) read_flag(option, config);
  }
  if (!flags.out.empty()) create_output_folder(flags.out);
  Progress progress;
  const DivergenceReport report = measure_divergence(options, config, backend(), progress);
  progress.finish();
  if (!flags.out.empty()) {
    const std::filesystem::path folder = flags.out;
    write_file_atomically(folder / "divergence.json", to_json(divergence_dict(report), {.indent = 2}) + "\n");
    write_file_atomically(folder / "divergence.csv", divergence_csv(report));
    write_file_atomically(folder / "divergence.html", divergence_html(report));
  }
  if (flags.json) {
    write_line(divergence_dict(report));
  } else {
    print(report);
    if (!flags.out.empty()) print_text("report   " + flags.out + "/divergence.html\n");
  }
  flush_output();
  return kDone;
}

}  // namespace

void add_divergence(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("divergence", "what a smaller or quantised model says otherwise, token by token");
  auto flags = std::make_shared<Flags>();
  command->add_option("base", flags->base, "the model to hold to: PATH[,compute=fp32|int8|bf16]")->required();
  command->add_option("other", flags->other, "the model to compare: PATH[,compute=fp32|int8|bf16]")->required();
  one_value_each(command->add_option("--text", flags->texts, "a text file whose tokens are compared; more may follow"));
  command->add_option("texts", flags->more_texts, "further files after --text");
  flags->config.add_only(*command, {"tasks", "limit", "include_path", "allow_path", "threads"});
  command->add_option("--out", flags->out,
                      "writes divergence.json, divergence.csv and divergence.html into this folder");
  command->add_flag("--json", flags->json, "prints one JSON object");
  add_verbosity(*command);
  command->footer(
      "Both models read the same tokens side by side; no file of logits is written. KL is sum p ln(p/q), p the base's\n"
      "distribution, in nats a token. Over tasks, each document's first request is read whole, and the answers that\n"
      "change from right to wrong or back are counted. Models of different vocabularies are an error.\n\n"
      "Examples:\n"
      "  coldread divergence smollm2-135m-instruct smollm2-135m-instruct,compute=int8 --text docs/glossary.md\n"
      "  coldread divergence smollm2-135m-instruct smollm2-135m-instruct,compute=bf16 --tasks choice --limit 4");
  command->callback([flags, &exit_code] { exit_code = diverge(*flags); });
}

}  // namespace coldread::app
