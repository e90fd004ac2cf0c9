#include "runner/outputs.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>

#include "base/error.h"
#include "io/file.h"
#include "report/writers.h"

namespace coldread {
namespace {

/// A task's or column's name as part of a file name.
std::string file_part(const std::string& name) {
  std::string part;
  for (const char c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    part += plain ? c : '_';
  }
  return part;
}

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

void write_outputs(const std::filesystem::path& folder, const Report& report, const Execution& execution) {
  for (const TaskFacts& task : report.tasks) {
    for (std::size_t run = 0; run < report.runs.size(); ++run) {
      if (!has_samples(report, run, task.name)) continue;
      // The first column keeps lm-evaluation-harness's plain name.
      const std::string column = run == 0 ? "" : "_" + file_part(report.runs[run].id);
      write_file_atomically(folder / ("samples_" + file_part(task.name) + column + ".jsonl"),
                            samples_jsonl(report, run, task.name));
    }
  }
  write_file_atomically(folder / "results.json", results_json(report));
  write_file_atomically(folder / "results.csv", results_csv(report));
  write_file_atomically(folder / "samples.csv", samples_csv(report));
  write_file_atomically(folder / "run.json", execution_json(report, execution));
  write_file_atomically(folder / "report.html", html(report));
}

bool has_failures(const Report& report) {
  const bool in_scores =
      std::any_of(report.scores.begin(), report.scores.end(), [](const Score& score) { return score.failures > 0; });
  const bool in_samples =  // where all documents of a task failed, it has no score
      std::any_of(report.samples.begin(), report.samples.end(), [](const Sample& s) { return !s.failure.empty(); });
  return in_scores || in_samples || report.facts.failed_requests > 0;
}

}  // namespace coldread
