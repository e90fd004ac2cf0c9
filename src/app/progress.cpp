#include "app/progress.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/console.h"
#include "report/visible_text.h"

namespace coldread::app {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr auto kPlainLine = std::chrono::seconds(10);

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::max(0.0, seconds) + 0.5);
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

int terminal_width(int descriptor) {
  constexpr int kUnknown = 100, kMost = 10'000;
  winsize size = {};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* columns = std::getenv("COLUMNS");  // what a shell or a user says where there is no terminal to ask
  const int asked = columns == nullptr ? 0 : std::atoi(columns);
  return asked > 0 && asked <= kMost ? asked : kUnknown;
}

bool obeys_codes(int descriptor) {
  const char* terminal = std::getenv("TERM");
  return ::isatty(descriptor) != 0 && (terminal == nullptr || std::string_view(terminal) != "dumb");
}

Progress::Progress() : terminal_(obeys_codes(STDERR_FILENO)), started_(Clock::now()), last_(started_) {}

void Progress::on_stage(const std::string& what) {
  stage_ = visible_text(what);
  at_start_.reset();
  started_ = last_ = Clock::now();
  if (terminal_) show(stage_ + " ...");
}

void Progress::on_warning(const std::string& what) {
  finish();
  if (told_.insert(what).second) say("warning: " + what);
}

void Progress::on_progress(const RunProgress& progress) {
  const auto now = Clock::now();
  if (!at_start_) {
    at_start_ = progress;
    started_ = now;
    return;
  }
  const bool due = now - last_ >= (terminal_ ? Clock::duration(kRedraw) : Clock::duration(kPlainLine));
  if (!due && progress.done < progress.total) return;
  last_ = now;
  draw(progress);
}

void Progress::draw(const RunProgress& progress) {
  const double seconds = std::chrono::duration<double>(Clock::now() - started_).count();
  const double rate = seconds > 0 ? static_cast<double>(progress.done - at_start_->done) / seconds : 0;
  const double work = progress.work_done - at_start_->work_done;
  const double left = work > 0 ? seconds * (progress.work_total - progress.work_done) / work : 0;
  const std::string figures =
      fmt::format("{}/{} requests, {:.1f}/s, {} left", progress.done, progress.total, rate, duration_text(left));
  if (!terminal_) {
    std::fputs(fmt::format("{}: {}\n", stage_, figures).c_str(), stderr);
    return;
  }
  constexpr int kNarrowestBar = 8;
  const int room = terminal_width(STDERR_FILENO) - static_cast<int>(stage_.size() + figures.size()) - 6;
  const int width = std::min(room, 40);
  if (width < kNarrowestBar) return show(room < -4 ? figures : stage_ + " " + figures);
  const auto filled = static_cast<std::size_t>(width * progress.done / std::max<std::int64_t>(progress.total, 1));
  const std::string bar = std::string(filled, '#') + std::string(static_cast<std::size_t>(width) - filled, '.');
  show(fmt::format("{} [{}] {}", stage_, bar, figures));
}

void Progress::show(const std::string& line) {
  const auto width = static_cast<std::size_t>(std::max(terminal_width(STDERR_FILENO) - 1, 1));
  std::fputs(("\r\033[K" + cut_to_width(line, width)).c_str(), stderr);
}

void Progress::finish() {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

}  // namespace coldread::app
