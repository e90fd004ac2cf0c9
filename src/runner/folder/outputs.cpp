#include "runner/folder/outputs.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <set>
#include <string_view>
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

/// Whether write_outputs() gives files such names.
bool is_output(const std::string& name) {
  const auto is = [&](std::string_view start, std::string_view end) {
    return name.starts_with(start) && name.ends_with(end);
  };
  return name == "results.json" || name == "results.csv" || name == "arms.csv" || name == "breakdown.csv" ||
         name == "samples.csv" || name == "quality.csv" || name == "comparison.csv" || name == "comparison.json" ||
         name == "report.html" || is("samples_", ".jsonl") || is("report-", ".html");
}

void remove_others(const std::filesystem::path& folder, const std::set<std::string>& kept) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (is_output(name) && !kept.contains(name)) std::filesystem::remove(entry.path(), error);
  }
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
  sync_folder(folder.parent_path().empty() ? "." : folder.parent_path());
}

void remove_outputs(const std::filesystem::path& folder) {
  remove_others(folder, {});
  for (const char* name : {"run.json", "machine.html"}) std::filesystem::remove(folder / name);
}

void write_outputs(const std::filesystem::path& folder, const Report& report) {
  std::set<std::string> written;
  std::optional<Error> failure;  // the first: what else can be written is
  const auto write = [&](const std::string& name, const std::string& content) {
    written.insert(name);
    try {
      write_file_atomically(folder / name, content);
    } catch (const Error& error) {
      if (!failure) failure = error;
    }
  };
  for (const TaskFacts& task : report.tasks) {
    for (std::size_t run = 0; run < report.runs.size(); ++run) {
      if (!has_samples(report, run, task.name)) continue;
      write(samples_file_name(report, run, task.name), samples_jsonl(report, run, task.name));
    }
  }
  write("results.csv", results_csv(report));
  if (report.runs.size() > 1) write("arms.csv", arms_csv(report));
  write("breakdown.csv", breakdown_csv(report));
  write("samples.csv", samples_csv(report));
  if (!report.quality.empty()) write("quality.csv", quality_csv(report));
  if (!report.comparison.differences.empty()) {
    write("comparison.csv", comparison_csv(report));
    write("comparison.json", comparison_json(report));
  }
  for (const HtmlPage& page : html_pages(report)) write(page.file, page.content);
  write("results.json", results_json(report));  // last: it says that the folder holds a finished run
  remove_others(folder, written);
  if (failure) throw *failure;
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
