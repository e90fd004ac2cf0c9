#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "api/execution.h"
#include "api/report.h"
#include "runner/journal/journal.h"
#include "runner/plan/estimate.h"
#include "runner/plan/plan.h"
#include "runner/plan/requests.h"

namespace coldread {

/// How far a run is. Requests differ in size, so what is left of the time goes by their work: about as many tokens as
/// there are to read and to make.
struct RunProgress {
  std::int64_t done = 0;  ///< requests
  std::int64_t total = 0;
  double work_done = 0;
  double work_total = 0;
};

/// Told how a run goes on, from one thread.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void on_stage(const std::string& /*what*/) {}
  virtual void on_warning(const std::string& /*what*/) {}
  /// Once when a stage's requests begin, then after each.
  virtual void on_progress(const RunProgress& /*progress*/) {}
};

struct RunOutcome {
  Report report;
  Execution execution;
  bool interrupted = false;  ///< stop was set before the last answer; report is then empty
};

/// Answers what the journal lacks, puts it in order, scores all of it and makes the report. documents: by model.
/// estimate: says how many copies of the weights there is room for. stop: set from a signal handler to end early.
RunOutcome evaluate(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
                    const RunEstimate& estimate, Journal& journal, RunObserver& observer, const std::atomic<int>& stop);

}  // namespace coldread
