#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "runner/evaluate.h"

namespace coldread::app {

/// Columns of the terminal behind a descriptor; 100 where it is none.
int terminal_width(int descriptor);

/// Progress on standard error: a bar with rate and time left on a terminal, a plain line every 10 seconds elsewhere.
class Progress : public RunObserver {
 public:
  Progress();
  void on_stage(const std::string& what) override;
  void on_progress(std::int64_t done, std::int64_t total) override;
  /// Leaves the terminal's line clean.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  void draw(std::int64_t done, std::int64_t total);

  bool terminal_;
  std::string stage_;
  Clock::time_point started_;  ///< of the stage
  Clock::time_point last_;     ///< of the last drawing
  std::int64_t done_at_start_ = -1;
};

}  // namespace coldread::app
