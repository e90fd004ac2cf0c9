#include "app/fetch_progress.h"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "app/console.h"
#include "app/progress.h"
#include "report/visible_text.h"

namespace coldread::app {
namespace {

constexpr std::chrono::milliseconds kRedraw(200);
constexpr std::chrono::seconds kPlainLine(10);
constexpr double kMegabyte = 1e6;

double megabytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / kMegabyte;
}

}  // namespace

FetchProgress::FetchProgress() : terminal_(obeys_codes(STDERR_FILENO)) {}

void FetchProgress::on_model(const std::string& model, std::size_t files, std::uint64_t bytes) {
  std::fputs(fmt::format("fetching {}: {} files, {:.1f} MB\n", model, files, megabytes(bytes)).c_str(), stderr);
}

void FetchProgress::on_file(const std::string& path, std::uint64_t size, std::uint64_t have) {
  path_ = path;
  size_ = size;
  have_ = have;
  fetched_ = 0;
  started_ = last_ = Clock::now();
}

void FetchProgress::on_bytes(std::uint64_t count) {
  have_ += count;
  fetched_ += count;
  const Clock::time_point now = Clock::now();
  if (now - last_ < (terminal_ ? Clock::duration(kRedraw) : Clock::duration(kPlainLine))) return;
  last_ = now;
  draw();
}

void FetchProgress::draw() {
  const double seconds = std::chrono::duration<double>(Clock::now() - started_).count();
  const double rate = static_cast<double>(fetched_) / seconds;
  const double left = rate > 0 && size_ > have_ ? static_cast<double>(size_ - have_) / rate : 0;
  const std::string line = fmt::format("{}: {:.1f} of {:.1f} MB, {:.1f} MB/s, {:.0f} s left", visible_text(path_),
                                       megabytes(have_), megabytes(size_), rate / kMegabyte, left);
  std::fputs((terminal_ ? "\r\033[K" + line : line + "\n").c_str(), stderr);
}

void FetchProgress::on_trouble(const std::string& message) {
  clear_line();
  print_error(message);
}

void FetchProgress::on_end() {
  clear_line();
}

void FetchProgress::clear_line() const {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

}  // namespace coldread::app
