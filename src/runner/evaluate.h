#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "api/report.h"
#include "runner/journal.h"
#include "runner/plan.h"

namespace coldread {

/// Told how a run goes on, from one thread.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void on_stage(const std::string& /*what*/) {}
  /// done of total requests of this run are answered.
  virtual void on_progress(std::int64_t /*done*/, std::int64_t /*total*/) {}
};

struct RunOutcome {
  Report report;
  Execution execution;
  bool interrupted = false;  ///< stop was set before the last answer; report is then empty
};

/// What the journal of a plan's run depends on beside the keys of its answers.
Dict journal_identity(const Plan& plan);

/// Answers what the journal lacks, scores all of it and makes the report. stop: set from a signal handler to end early.
RunOutcome evaluate(const Plan& plan, Journal& journal, RunObserver& observer, const std::atomic<int>& stop);

}  // namespace coldread
