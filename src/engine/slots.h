#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "engine/batch_plan.h"
#include "engine/generation.h"
#include "engine/kv_budget.h"
#include "engine/prefill.h"

namespace coldread {

/// The generations that have their first token: those that wait for a slot, whose sequence is still their prefill's,
/// and those that decode, a row a batch.
class Slots {
 public:
  explicit Slots(std::size_t count) : count_(count) {}

  struct Decoding {
    Generation* generation = nullptr;
    HeldSequence held{};
  };

  /// Puts a generation at the end of the queue.
  void wait(Prefill& prefill, const Prefill::Started& started) { waiting_.push_back({&prefill, started}); }
  bool are_waited_for() const { return !waiting_.empty(); }
  /// Gives slots in the order of the queue while memory allows; to the first one all the same where `force` says so.
  void activate(bool force);
  /// Adds a row for each slot that is taken.
  void plan(BatchPlan& plan);
  const std::vector<Decoding>& decoding() const { return decoding_; }
  /// Frees the slots of what is finished.
  void drop_finished();
  /// Frees what a generation has here: false where it has nothing.
  bool withdraw(const Generation& generation);
  void clear();

 private:
  struct Waiting {
    Prefill* prefill = nullptr;
    Prefill::Started started;
  };

  std::size_t count_;
  std::deque<Waiting> waiting_;
  std::vector<Decoding> decoding_;
};

}  // namespace coldread
