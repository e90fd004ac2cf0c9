#include "app/run_output.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "app/console.h"
#include "app/run_flags.h"
#include "base/error.h"
#include "io/json.h"
#include "report/failures.h"
#include "report/headline.h"
#include "report/health_text.h"
#include "report/visible_text.h"
#include "report/writers.h"

namespace coldread::app {

namespace {

/// The command that shows one document that a line of the health speaks of; empty for a healthy run.
std::string sample_command(const std::filesystem::path& folder, const Report& report) {
  for (const TaskHealth& health : report.health) {
    for (const HealthKind& kind : kHealthKinds) {
      const std::vector<std::int64_t>& documents = health.*kind.documents;
      if (documents.empty()) continue;
      return "coldread explain " + shell_quoted(folder.string()) + " " + shell_quoted(health.task) + " " +
             std::to_string(documents.front());
    }
  }
  return "";
}

}  // namespace

std::string troubles_text(const std::filesystem::path& folder, const Report& report) {
  const std::string text = failures_text(report) + health_text(report);
  const std::string command = sample_command(folder, report);
  return text.empty() || command.empty() ? text : text + "         " + visible_text(command) + " shows the first\n";
}

void print_results(const std::filesystem::path& folder, const Report& report) {
  std::fputs(console_table(report, console_style()).c_str(), stdout);
  if (!report.comparison.differences.empty()) {
    std::printf("\n%s", comparison_table(report, console_style()).c_str());
  }
  const std::string troubles = troubles_text(folder, report);
  if (!troubles.empty()) std::printf("\n%s", troubles.c_str());
  const std::string name = folder.string();
  std::printf(
      "\nreport   %s/report.html\nscores   %s/results.csv, results.json\nsamples  %s/samples.csv, samples_*.jsonl\n"
      "digest   %s\n",
      name.c_str(), name.c_str(), name.c_str(), report.answers_digest.c_str());
}

void print_notes(std::span<const std::string> notes) {
  if (verbosity() == Verbosity::quiet) return;
  for (const std::string& note : notes) say("note: " + note);
}

void print_warnings(std::span<const std::string> warnings) {
  if (verbosity() == Verbosity::quiet) return;
  constexpr std::size_t kMostShown = 20;
  for (const std::string& warning : warnings.first(std::min(warnings.size(), kMostShown))) say("warning: " + warning);
  if (warnings.size() > kMostShown) {
    say("warning: " + std::to_string(warnings.size() - kMostShown) + " more; the report has them all");
  }
}

void print_so_far(const Report& report) {
  if (report.samples.empty()) return;
  const std::string table = console_table(report, console_style()) + unfinished_text(report) + "\n";
  std::fputs(table.c_str(), stdout);
  std::fflush(stdout);
}

void print_troubles(const Report& report) {
  std::fputs((failures_text(report) + health_text(report)).c_str(), stderr);
}

void print_json(const Dict& object) {
  const std::string text = to_json(object) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
  flush_results();
}

void flush_results() {
  if (std::fflush(stdout) != 0 && errno != EPIPE) {
    throw Error(ErrorCode::output, std::string("cannot write to standard output: ") + std::strerror(errno));
  }
}

}  // namespace coldread::app
