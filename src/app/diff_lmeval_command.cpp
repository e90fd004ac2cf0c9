// `diff-lmeval`: where a run first differs from lm-evaluation-harness's samples, document by document.
#include <filesystem>
#include <fmt/format.h>
#include <memory>

#include "app/commands.h"
#include "app/lines.h"
#include "app/options.h"
#include "base/error.h"
#include "compare/first_divergence.h"
#include "dataset/json_lines.h"
#include "io/file.h"

namespace coldread::app {
namespace {

namespace fs = std::filesystem;

struct Flags {
  std::string run;
  std::vector<std::string> samples;
  DivergenceTolerance tolerance;
  bool json = false;
};

List read_samples(const fs::path& path) {
  const MappedFile file(path);
  return read_json_lines({.text = file.text(), .origin = path.string()});
}

bool is_time_stamp(std::string_view text) {
  return text.size() >= 10 && text.find_first_not_of("0123456789-T:._") == std::string_view::npos;
}

/// "samples_TASK_2024-05-06T07-08-09.123.jsonl" or "samples_TASK.jsonl" -> TASK.
std::string task_of(const fs::path& samples) {
  std::string name = samples.stem().string();
  if (name.starts_with("samples_")) name.erase(0, 8);
  const std::size_t end = name.rfind('_');
  if (end != std::string::npos && (is_time_stamp(name.substr(end + 1)) || name.substr(end + 1) == "DATE"))
    name.resize(end);
  return name;
}

/// The run's own samples of the task.
fs::path counterpart(const fs::path& run, const fs::path& samples) {
  std::error_code error;
  if (fs::is_regular_file(run, error)) return run;
  if (!fs::is_directory(run, error)) throw Error(ErrorCode::input, {.file = run.string()}, "no such run");
  const fs::path file = run / ("samples_" + task_of(samples) + ".jsonl");
  if (fs::exists(file, error)) return file;
  std::string there;
  for (const auto& entry : fs::directory_iterator(run)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("samples_") && name.ends_with(".jsonl")) there += (there.empty() ? "" : ", ") + task_of(name);
  }
  throw Error(
      ErrorCode::input, {.file = samples.string()},
      "the run has no samples of task '" + task_of(samples) + "'" + (there.empty() ? "" : "; it has: " + there));
}

Dict to_dict(const std::string& task, const Divergence& one) {
  Dict dict;
  dict.set("task", task);
  dict.set("doc_id", one.document);
  dict.set("filter", one.filter);
  dict.set("stage", stage_name(one.stage));
  dict.set("what", one.what);
  dict.set("ours", one.ours);
  dict.set("theirs", one.theirs);
  return dict;
}

void print(const std::string& task, const SampleComparison& result) {
  for (const Divergence& one : result.divergences) {
    const std::string filter = one.filter == "none" ? "" : " (" + one.filter + ")";
    std::fputs(fmt::format("{}, document {}{}: {}: {}\n  coldread            {}\n  lm-evaluation-harness {}\n", task,
                           one.document, filter, stage_name(one.stage), one.what, one.ours, one.theirs)
                   .c_str(),
               stdout);
  }
  std::fputs(
      fmt::format(
          "{}: {} of {} documents differ; {} requests compared, largest log-probability difference {:.3g} "
          "nats{}\n",
          task, result.divergences.size(), result.documents, result.requests, result.largest_logprob_difference,
          result.only_ours + result.only_theirs == 0
              ? ""
              : fmt::format("; {} lines in the run alone, {} in the file alone", result.only_ours, result.only_theirs))
          .c_str(),
      stdout);
}

void run(const Flags& flags) {
  for (const std::string& path : flags.samples) {
    const List theirs = read_samples(path);
    const List ours = read_samples(counterpart(flags.run, path));
    const SampleComparison result = first_divergences(ours, theirs, path, flags.tolerance);
    const std::string task = task_of(path);
    if (!flags.json) {
      print(task, result);
      continue;
    }
    for (const Divergence& one : result.divergences) write_line(to_dict(task, one));
    Dict total;
    total.set("task", task);
    total.set("documents", result.documents);
    total.set("requests", result.requests);
    total.set("differ", static_cast<std::int64_t>(result.divergences.size()));
    total.set("only_ours", result.only_ours);
    total.set("only_theirs", result.only_theirs);
    total.set("largest_logprob_difference", result.largest_logprob_difference);
    write_line(total);
  }
  flush_output();
}

}  // namespace

void add_diff_lmeval(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("diff-lmeval", "where a run first differs from lm-evaluation-harness's samples");
  auto flags = std::make_shared<Flags>();
  command->add_option("run", flags->run, "the folder of a finished run, or one of its samples files")->required();
  command->add_option("samples", flags->samples, "samples_*.jsonl of lm-evaluation-harness (--log_samples)")
      ->required();
  command->add_option("--tolerance", flags->tolerance.absolute, "of log-probabilities, nats (default: 2e-3)")
      ->check(not_negative());
  command->add_flag("--json", flags->json, "one JSON object a line");
  command->footer(
      "For each document the first of these that differs: document, prompt, generation settings, tokens, "
      "log-probability, answer, filter, metric.\n\n"
      "Example:\n  coldread diff-lmeval reports/first out/model/samples_qa_2024-05-06T07-08-09.jsonl");
  command->callback([flags, &exit_code] {
    run(*flags);
    exit_code = kDone;
  });
}

}  // namespace coldread::app
