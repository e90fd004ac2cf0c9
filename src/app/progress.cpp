#include "app/progress.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
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
  winsize size = {};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 100;
}

Progress::Progress() : terminal_(::isatty(STDERR_FILENO) != 0), started_(Clock::now()), last_(started_) {}

void Progress::on_stage(const std::string& what) {
  stage_ = visible_text(what);
  at_start_.reset();
  started_ = last_ = Clock::now();
  if (terminal_) std::fputs(fmt::format("\r\033[K{} ...", stage_).c_str(), stderr);
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
  const int room = terminal_width(STDERR_FILENO) - static_cast<int>(stage_.size() + figures.size()) - 6;
  const int width = std::clamp(room, 0, 40);
  const auto filled = static_cast<std::size_t>(width * progress.done / std::max<std::int64_t>(progress.total, 1));
  const std::string bar = std::string(filled, '#') + std::string(static_cast<std::size_t>(width) - filled, '.');
  std::fputs(fmt::format("\r\033[K{} [{}] {}", stage_, bar, figures).c_str(), stderr);
}

void Progress::finish() {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

}  // namespace coldread::app
