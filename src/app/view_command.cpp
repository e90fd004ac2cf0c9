// `view`: a run's page on 127.0.0.1, loaded anew while the run goes on. `index`: one page over all runs of a folder.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <mutex>

#include "app/commands.h"
#include "app/console.h"
#include "app/lines.h"
#include "app/options.h"
#include "base/counted.h"
#include "base/error.h"
#include "http/page_server.h"
#include "io/file.h"
#include "report/assets/assets.h"
#include "report/html/content_policy.h"
#include "report/run_summary.h"
#include "report/writers.h"
#include "runner/folder/run_folder.h"

namespace coldread::app {
namespace {

namespace fs = std::filesystem;

/// Time and size of a file, which change whenever it does; "-" where it is not there.
std::string stamp_of(const fs::path& file) {
  std::error_code missing;
  const auto time = fs::last_write_time(file, missing);
  if (missing) return "-";
  return fmt::format("{}:{}", time.time_since_epoch().count(), fs::file_size(file, missing));
}

/// The pages of a run's folder, from its files once they are there, else from its journal so far.
class RunPages {
 public:
  explicit RunPages(fs::path folder) : folder_(std::move(folder)) {}

  std::optional<ServedPage> answer(const std::string& path) {
    if (path == "/state") return ServedPage{state(), "text/plain; charset=utf-8"};
    const std::string name = path == "/" ? "report.html" : path.substr(1);
    if (!is_page(name)) return std::nullopt;
    const std::optional<std::string> page = finished() ? file_page(name) : page_so_far(name);
    if (!page) return std::nullopt;
    return ServedPage{with_live_script(*page, assets::live_js()), "text/html; charset=utf-8"};
  }

 private:
  /// Names that a run's pages have: no other file of the folder is served.
  static bool is_page(const std::string& name) {
    const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.'; };
    return name.ends_with(".html") && !name.starts_with('.') && std::ranges::all_of(name, plain);
  }

  bool finished() const { return stamp_of(folder_ / "report.html") != "-"; }

  std::string state() const {
    return stamp_of(folder_ / "report.html") + " " + (finished() ? "" : stamp_of(folder_ / "journal"));
  }

  std::optional<std::string> file_page(const std::string& name) const {
    if (stamp_of(folder_ / name) == "-") return std::nullopt;
    return read_text_file(folder_ / name);
  }

  std::optional<std::string> page_so_far(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    if (const std::string now = state(); now != rendered_) {
      pages_ = html_pages(load_run(folder_));
      rendered_ = now;
    }
    const auto found = std::ranges::find(pages_, name, &HtmlPage::file);
    return found == pages_.end() ? std::nullopt : std::optional(found->content);
  }

  fs::path folder_;
  std::mutex mutex_;
  std::string rendered_;  ///< the state that pages_ show
  std::vector<HtmlPage> pages_;
};

int view(const fs::path& folder, int port) {
  std::error_code ignored;
  if (!fs::exists(folder / "journal", ignored) && !fs::exists(folder / "report.html", ignored))
    load_run(folder);  // throws what is wrong with it
  RunPages pages(folder);
  PageServer server(port, [&](const std::string& path) { return pages.answer(path); });
  std::fprintf(stderr, "listening on http://127.0.0.1:%d\n", server.port());
  server.run();
  return kDone;
}

bool holds_run(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "results.json", ignored) || fs::exists(folder / "journal", ignored);
}

/// Folders of runs below a folder, runs inside of runs left out.
void collect_runs(const fs::path& folder, int depth, std::vector<fs::path>& found) {
  std::error_code unreadable;
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, unreadable)) {
    std::error_code ignored;
    if (entry.is_directory(ignored)) folders.push_back(entry.path());
  }
  if (unreadable) throw Error(ErrorCode::usage, {.file = folder.string()}, "cannot be read: " + unreadable.message());
  std::ranges::sort(folders);
  for (const fs::path& one : folders) {
    if (holds_run(one)) {
      found.push_back(one);
    } else if (depth > 1) {
      collect_runs(one, depth - 1, found);
    }
  }
}

int make_index(const fs::path& folder) {
  constexpr int kDepth = 4;
  std::vector<fs::path> folders;
  collect_runs(folder, kDepth, folders);
  if (folders.empty()) throw Error(ErrorCode::usage, {.file = folder.string()}, "holds no runs");
  std::vector<RunSummary> runs;
  for (const fs::path& one : folders) {
    runs.push_back(summarize_run(one));
    runs.back().folder = one.lexically_relative(folder).string();
  }
  std::ranges::stable_sort(runs, {}, &RunSummary::started);
  const std::string title = (folder / "").parent_path().filename().string();
  write_file_atomically(folder / "index.html", runs_index_html(title.empty() ? folder.string() : title, runs));
  print_text(fmt::format("{}\nindex    {}\n", counted(runs.size(), "run"), (folder / "index.html").string()));
  flush_output();
  return kDone;
}

}  // namespace

void add_view(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("view", "serves a run's page on 127.0.0.1, reloaded while the run goes on");
  auto folder = std::make_shared<std::string>();
  auto port = std::make_shared<int>(0);
  command->add_option("run", *folder, "the folder of a run, finished or not")->required();
  command->add_option("--port", *port, "where to listen; 0 picks a free port")
      ->check(whole_number(0, 65535))
      ->capture_default_str();
  command->footer(
      "Read-only, and to this machine's browsers alone. Standard error says where it listens; Ctrl-C ends it.\n\n"
      "Example:\n  coldread view reports/quickstart --port 8100");
  command->callback([folder, port, &exit_code] { exit_code = view(*folder, *port); });
}

void add_index(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("index", "one page over all runs of a folder");
  auto folder = std::make_shared<std::string>();
  command->add_option("folder", *folder, "a folder with folders of runs")->required();
  command->footer(
      "Writes index.html there: when, model, tasks, scores, health, digest and version of each run, and each task's\n"
      "score over the runs. Two that are picked give the command that compares them.\n\n"
      "Example:\n  coldread index reports");
  command->callback([folder, &exit_code] { exit_code = make_index(*folder); });
}

}  // namespace coldread::app
