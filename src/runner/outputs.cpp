#include "runner/outputs.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>

#include "base/error.h"
#include "io/file.h"
#include "report/files.h"
#include "report/writers.h"

namespace coldread {
namespace {

bool has_samples(const Report& report, std::size_t run, const std::string& task) {
  return std::any_of(report.samples.begin(), report.samples.end(),
                     [&](const Sample& sample) { return sample.run == run && sample.task == task; });
}

}  // namespace

void create_output_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Error(ErrorCode::output, {.file = folder.string()}, "cannot create the folder: " + error.message());
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    throw Error(ErrorCode::output, {.file = folder.string()},
                std::string("cannot write here: ") + std::strerror(errno));
  }
}

void write_outputs(const std::filesystem::path& folder, const Report& report) {
  for (const TaskFacts& task : report.tasks) {
    for (std::size_t run = 0; run < report.runs.size(); ++run) {
      if (!has_samples(report, run, task.name)) continue;
      write_file_atomically(folder / samples_file_name(report, run, task.name), samples_jsonl(report, run, task.name));
    }
  }
  write_file_atomically(folder / "results.json", results_json(report));
  write_file_atomically(folder / "results.csv", results_csv(report));
  write_file_atomically(folder / "samples.csv", samples_csv(report));
  if (!report.quality.empty()) write_file_atomically(folder / "quality.csv", quality_csv(report));
  if (!report.comparison.differences.empty()) {
    write_file_atomically(folder / "comparison.csv", comparison_csv(report));
    write_file_atomically(folder / "comparison.json", comparison_json(report));
  }
  write_pages(folder, report, "report");
}

void write_pages(const std::filesystem::path& folder, const Report& report, const std::string& stem) {
  const std::vector<HtmlPage> pages = html_pages(report, stem);
  for (const HtmlPage& page : pages) write_file_atomically(folder / page.file, page.content);
  // Further pages of a former report of more samples.
  for (std::size_t n = pages.size() + 1; std::filesystem::remove(folder / (stem + "-" + std::to_string(n) + ".html"));
       ++n) {
  }
}

void write_execution(const std::filesystem::path& folder, const Report& report, const Execution& execution) {
  write_file_atomically(folder / "run.json", execution_json(report, execution));
  write_file_atomically(folder / "machine.html", machine_html(report, execution));
}

bool has_failures(const Report& report) {
  const bool in_scores =
      std::any_of(report.scores.begin(), report.scores.end(), [](const Score& score) { return score.failures > 0; });
  const bool in_samples =  // where all documents of a task failed, it has no score
      std::any_of(report.samples.begin(), report.samples.end(), [](const Sample& s) { return !s.failure.empty(); });
  return in_scores || in_samples || report.facts.failed_requests > 0;
}

}  // namespace coldread
