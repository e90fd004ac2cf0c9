#pragma once

#include <cstdint>
#include <string>

namespace coldread {

class Journal;

/// How far a run is. Requests differ in size, so what is left of the time goes by their work: about as many tokens as
/// there are to read and to make.
struct RunProgress {
  std::int64_t done = 0;  ///< requests
  std::int64_t total = 0;
  double work_done = 0;
  double work_total = 0;
};

/// Told how a run goes on, and asked whether it is to go on, from one thread.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void on_stage(const std::string& /*what*/) {}
  virtual void on_warning(const std::string& /*what*/) {}
  /// Once when a stage's requests begin, then after each.
  virtual void on_progress(const RunProgress& /*progress*/) {}
  /// The run's journal is open, with what of it was damaged, and will take answers. Who has to end the process at once
  /// can fsync its descriptor until on_journal_closed().
  virtual void on_journal(const Journal& /*journal*/) {}
  virtual void on_journal_closed() {}
  /// Asked between batches: true ends the run early. What was answered is kept.
  virtual bool stop_requested() { return false; }
};

}  // namespace coldread
