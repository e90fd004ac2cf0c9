// `diff-lmeval`: where a run first differs from lm-evaluation-harness's samples, document by document.
#include <algorithm>
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
#include "io/json.h"
#include "io/json_data.h"

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
  if (!one.known.empty()) dict.set("known", one.known);
  return dict;
}

std::int64_t known_of(const SampleComparison& result) {
  return std::ranges::count_if(result.divergences, [](const Divergence& one) { return !one.known.empty(); });
}

std::string known_text(const SampleComparison& result) {
  const std::int64_t known = known_of(result);
  return known == 0 ? "" : fmt::format(", {} of them as docs/lm-eval-differences.md says", known);
}

void print(const std::string& task, const SampleComparison& result) {
  for (const Divergence& one : result.divergences) {
    const std::string filter = one.filter == "none" ? "" : " (" + one.filter + ")";
    std::fputs(fmt::format("{}, document {}{}: {}: {}\n  coldread            {}\n  lm-evaluation-harness {}\n", task,
                           one.document, filter, stage_name(one.stage), one.what, one.ours, one.theirs)
                   .c_str(),
               stdout);
    if (!one.known.empty()) std::fputs(fmt::format("  known: {}\n", one.known).c_str(), stdout);
  }
  std::fputs(
      fmt::format(
          "{}: {} of {} documents differ{}; {} requests compared, largest log-probability difference {:.3g} "
          "nats{}\n",
          task, result.divergences.size(), result.documents, known_text(result), result.requests,
          result.largest_logprob_difference,
          result.only_ours + result.only_theirs == 0
              ? ""
              : fmt::format("; {} lines in the run alone, {} in the file alone", result.only_ours, result.only_theirs))
          .c_str(),
      stdout);
}

/// What results.json beside the samples says; nothing where there is none.
DivergenceContext context_of(const fs::path& run) {
  DivergenceContext context;
  const fs::path file = (fs::is_directory(run) ? run : run.parent_path()) / "results.json";
  if (!fs::exists(file)) return context;
  const std::string name = file.string();
  const Value results = parse_json_data(read_text_file(file), {.origin = name});
  const Value* runs = results.find("runs");
  for (const Value& one : runs != nullptr && runs->is_list() ? runs->as_list() : List{}) {
    const Value* model = one.find("model");
    const Value* adds_bos = model == nullptr ? nullptr : model->find("adds_bos");
    context.adds_bos |= adds_bos != nullptr && *adds_bos == Value(true);
  }
  const Value* own = results.find("coldread");
  const Value* config = own == nullptr ? nullptr : own->find("config");
  const Value* compat = config == nullptr ? nullptr : config->find("compat");
  if (compat != nullptr && compat->is_string())
    context.compat = compat_of(compat->as_string(), {.file = file.string()});
  return context;
}

void run(const Flags& flags) {
  const DivergenceContext context = context_of(flags.run);
  for (const std::string& path : flags.samples) {
    const List theirs = read_samples(path);
    const List ours = read_samples(counterpart(flags.run, path));
    const SampleComparison result = first_divergences(ours, theirs, path, flags.tolerance, context);
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
    total.set("known", known_of(result));
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
      "log-probability, answer, filter, metric; and whether it is one of the places where the two differ on "
      "purpose.\n\n"
      "Example:\n  coldread diff-lmeval reports/first out/model/samples_qa_2024-05-06T07-08-09.jsonl");
  command->callback([flags, &exit_code] {
    run(*flags);
    exit_code = kDone;
  });
}

}  // namespace coldread::app
