#pragma once

#include <optional>

#include "api/report.h"
#include "app/progress.h"
#include "app/stop_signal.h"

namespace coldread::app {

/// From now on a stop signal ends a run: said at once, its journal on the disk however it ends.
void let_signals_stop_the_run();

/// Progress of a run that stop signals end.
class StoppableProgress final : public Progress {
 public:
  void on_journal(const Journal& journal) override;
  void on_journal_closed() override { sync_.reset(); }
  bool stop_requested() override;

 private:
  std::optional<SyncOnStop> sync_;
};

/// The scores of a run that was interrupted, unless the end of the process has them printed.
void print_last_words(const Report& report);

}  // namespace coldread::app
