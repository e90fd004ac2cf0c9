// `compare`: runs side by side, document by document.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "app/commands.h"
#include "app/console.h"
#include "app/options.h"
#include "app/run_flags.h"
#include "base/error.h"
#include "compare/gate.h"
#include "compare/merge.h"
#include "io/file.h"
#include "report/headline.h"
#include "report/visible_text.h"
#include "report/writers.h"
#include "runner/folder/outputs.h"
#include "runner/folder/run_folder.h"

namespace coldread::app {
namespace {

struct CompareFlags {
  std::vector<std::string> runs;
  std::optional<std::string> out;
  std::vector<std::string> pairs;
  std::optional<std::string> baseline;
  std::vector<std::string> gates;
  GateOptions gate_options;
  std::optional<std::string> junit;
  bool json = false;
};

void write_comparison(const std::filesystem::path& folder, const Report& report) {
  create_output_folder(folder);
  write_file_atomically(folder / "comparison.csv", comparison_csv(report));
  write_file_atomically(folder / "comparison.json", comparison_json(report));
  write_file_atomically(folder / "results.csv", results_csv(report));
  write_file_atomically(folder / "samples.csv", samples_csv(report));
  write_samples(folder, report);
  write_pages(folder, report, "comparison");
}

/// "NAME=OTHER".
TaskPair task_pair(const std::string& text) {
  const std::size_t sign = text.find('=');
  if (sign == 0 || sign == std::string::npos || sign + 1 == text.size()) {
    throw Error(ErrorCode::usage, "--pair takes NAME=OTHER, two names of tasks, not '" + text + "'");
  }
  return {.name = text.substr(0, sign), .other = text.substr(sign + 1)};
}

void print_comparison(const CompareFlags& flags, const Report& merged) {
  std::printf("%s\n\n", visible_text(headline_of(merged, score_blocks(merged)).sentence).c_str());
  std::fputs(comparison_table(merged, console_style()).c_str(), stdout);
  for (const std::string& warning : merged.warnings) std::printf("%s\n", visible_text(warning).c_str());
  if (!flags.out) return;
  std::printf("\nreport   %s/comparison.html\ntable    %s/comparison.csv, comparison.json\n", flags.out->c_str(),
              flags.out->c_str());
}

/// One folder under two spellings.
bool same_folder(const std::string& a, const std::string& b) {
  std::error_code none;
  return a == b || std::filesystem::equivalent(a, b, none);
}

/// The folders to compare, the baseline first where there is one.
std::vector<std::string> folders_of(const CompareFlags& flags) {
  std::vector<std::string> folders = flags.runs;
  if (flags.baseline) {
    std::erase_if(folders, [&](const std::string& folder) { return same_folder(folder, *flags.baseline); });
    folders.insert(folders.begin(), *flags.baseline);
  }
  for (std::size_t i = 0; i < folders.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (same_folder(folders[j], folders[i])) throw Error(ErrorCode::usage, folders[i] + " is named twice");
    }
  }
  if (folders.size() < 2) throw Error(ErrorCode::usage, "compare needs two or more folders of runs");
  return folders;
}

std::string repeat_command(const CompareFlags& flags) {
  std::string command = "coldread compare";
  for (const std::string& folder : flags.runs) command += " " + shell_quoted(folder);
  for (const std::string& pair : flags.pairs) command += " --pair " + shell_quoted(pair);
  if (flags.baseline) command += " --baseline " + shell_quoted(*flags.baseline);
  return command;
}

Report read_and_compare(const CompareFlags& flags) {
  std::vector<NamedReport> reports;
  for (const std::string& folder : folders_of(flags)) reports.push_back({.name = folder, .report = load_run(folder)});
  std::vector<TaskPair> pairs;
  for (const std::string& pair : flags.pairs) pairs.push_back(task_pair(pair));
  pair_tasks(pairs, reports);
  const bool against_first = flags.baseline || !flags.gates.empty();
  Report merged = merge_and_compare(reports, against_first ? CompareWith::first_report : CompareWith::every_other);
  merged.command = repeat_command(flags);
  return merged;
}

void tell(const Comparison& comparison, const GateFailure& failure) {
  say(failure.task + " " + failure.metric + " of " + comparison.arms[failure.second].id + " fails '" + failure.gate +
      "': " + failure.reason);
}

int compare(const CompareFlags& flags) {
  if (flags.out && flags.out->empty()) throw Error(ErrorCode::usage, "--out is empty: name a folder");
  if (flags.gate_options.whole_interval && flags.gates.empty())
    throw Error(ErrorCode::usage, "--fail-on-interval needs --fail-on \"METRIC LOSS\"");
  std::vector<Gate> gates;
  for (const std::string& gate : flags.gates) gates.push_back(parse_gate(gate));
  const Report merged = read_and_compare(flags);
  const std::vector<GateFailure> failures = broken_gates(merged, gates, flags.gate_options);
  if (flags.out) write_comparison(*flags.out, merged);
  if (flags.junit) write_file_atomically(*flags.junit, junit_xml(merged, failures));
  if (flags.json) {
    std::fputs(comparison_json(merged).c_str(), stdout);
  } else {
    print_comparison(flags, merged);
  }
  if (std::fflush(stdout) != 0) throw Error(ErrorCode::output, "cannot write to standard output");
  for (const GateFailure& failure : failures) tell(merged.comparison, failure);
  return failures.empty() ? kDone : kGateFailed;
}

}  // namespace

void add_compare(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("compare", "compares runs document by document");
  auto flags = std::make_shared<CompareFlags>();
  command->add_option("runs", flags->runs, "folders of runs")->required();
  command->add_option("--out", flags->out,
                      "writes comparison.html, comparison.csv and comparison.json into this folder");
  one_value_each(command->add_option("--pair", flags->pairs, "NAME=OTHER: compares two tasks as one; may be repeated"));
  command->add_option("--baseline", flags->baseline,
                      "compares every run with this one alone, rather than each with each other");
  one_value_each(command->add_option("--fail-on,--fail_on", flags->gates,
                                     "\"METRIC LOSS\", e.g. \"acc -0.02\": exit code 1 where the metric is worse than "
                                     "the baseline (the first run, if none is named) by more; may be repeated"));
  command->add_flag("--fail-on-interval,--fail_on_interval", flags->gate_options.whole_interval,
                    "--fail-on only where the whole 95 % interval is worse by more");
  command->add_option("--junit", flags->junit, "writes the comparison as JUnit XML into this file");
  command->add_flag("--json", flags->json, "prints JSON instead of the table");
  command->footer(
      "Every pair of runs (or of settings within them) on every metric: difference with its 95 % interval, p value,\n"
      "documents that got better and worse. The first metric of each task is tested; p values are corrected (Holm)\n"
      "over these tests. Documents are paired by task, number and content. Prompts may differ (0-shot against 5-shot,\n"
      "with and without a chat template): the comparison says so and shows how. An unfinished run is compared on what\n"
      "it has.\n\n"
      "Exit code 1: a --fail-on does not hold, or has nothing to compare.\n\n"
      "Examples:\n"
      "  coldread compare reports/small reports/large --out reports/small-large\n"
      "  coldread compare reports/before reports/after --pair questions=questions_v2\n"
      "  coldread compare reports/large --baseline reports/small --fail-on \"squad_f1 -0.02\" --junit gate.xml");
  command->callback([flags, &exit_code] { exit_code = compare(*flags); });
}

}  // namespace coldread::app
