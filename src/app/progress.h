#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "runner/run_observer.h"

namespace coldread::app {

/// Columns of the terminal behind a descriptor; 100 where it is none.
int terminal_width(int descriptor);
/// Whether it is a terminal that obeys codes: one that TERM calls dumb does not.
bool obeys_codes(int descriptor);

/// Progress on standard error: a bar with rate and time left on a terminal, a plain line every 10 seconds elsewhere.
class Progress : public RunObserver {
 public:
  Progress();
  ~Progress() override { finish(); }
  void on_stage(const std::string& what) override;
  /// On a line of its own; each once.
  void on_warning(const std::string& what) override;
  bool has_told(const std::string& warning) const { return told_.contains(warning); }
  void on_progress(const RunProgress& progress) override;
  /// Leaves the terminal's line clean.
  void finish();

 protected:
  /// Of the terminal, for what else goes to standard error.
  void clear_line();

 private:
  using Clock = std::chrono::steady_clock;

  void draw(const RunProgress& progress);
  /// Says how long the stage took, where that is asked for.
  void end_stage();
  /// In place of the terminal's line; cut to its width.
  void show(const std::string& line);

  bool terminal_;
  std::string stage_;
  std::set<std::string> told_;           ///< warnings
  Clock::time_point stage_started_;      ///< when the stage began
  Clock::time_point started_;            ///< of the stage's requests
  Clock::time_point last_;               ///< of the last drawing
  std::optional<RunProgress> at_start_;  ///< of the stage's requests
};

}  // namespace coldread::app
