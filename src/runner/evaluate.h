#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "api/report.h"
#include "runner/journal.h"
#include "runner/plan.h"
#include "runner/requests.h"

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

/// Answers what the journal lacks, puts it in order, scores all of it and makes the report. documents: by model. stop:
/// set from a signal handler to end early.
RunOutcome evaluate(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents, Journal& journal,
                    RunObserver& observer, const std::atomic<int>& stop);

}  // namespace coldread
