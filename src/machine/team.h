#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <omp.h>
#include <span>
#include <utility>
#include <vector>

#include "machine/buffer.h"
#include "machine/nodes.h"

namespace coldread {

/// Threads that make the same calls side by side: the work of each call is shared out among them, and all leave it
/// together. Starting threads takes microseconds, and so does sending them to sleep and waking them; one layer of a
/// small model's next token takes a hundred. So a team is started once for a whole pass, and waits by spinning for a
/// while.
class Team {
 public:
  /// node: whose copy of the weights they read (PackedMatrix::spread).
  explicit Team(int size, int node = 0)
      : size_(size), node_(node), present_(size), ranges_(std::make_unique<Range[]>(static_cast<std::size_t>(size))) {}
  /// Over these nodes, one block of neighbours each: while they work they stay there, and read its copy of the weights.
  /// Without nodes, the same as above.
  Team(int size, std::span<const NodeThreads> nodes);
  Team(Team&& other) noexcept : Team(other.size_, other.node_) {  ///< while nobody works
    nodes_ = std::move(other.nodes_);
    node_of_ = std::move(other.node_of_);
    workspace_ = std::move(other.workspace_);
  }

  int size() const { return size_; }

  /// Runs body() on every thread of the team. What it throws ends the program.
  template <typename Body>
  void run(const Body& body) {
#pragma omp parallel num_threads(size_) if (size_ > 1)
    {
      // OMP_THREAD_LIMIT and OMP_DYNAMIC give fewer than asked for; nobody waits for the others.
      present_.store(omp_get_num_threads(), std::memory_order_relaxed);
      const ProcessorBinding binding(node_of_.empty() ? nullptr : processors(omp_get_thread_num()));
      body();
    }
  }

  /// The node, from 0, of one of the threads.
  int node(int thread) const {
    return node_of_.empty() ? node_ : node_of_[static_cast<std::size_t>(thread)];
  }

  // Inside run(), by every thread alike:

  /// Which of the team's threads calls, from 0.
  int self() const {
    return present_.load(std::memory_order_relaxed) == 1 ? 0 : omp_get_thread_num();
  }
  int node() const {
    return node_of_.empty() ? node_ : node(self());
  }

  /// What share() gives the caller of so many before it takes from others.
  struct Part {
    std::int64_t first;
    std::int64_t end;

    /// Whether its next task comes right after this one; not where that is another thread's.
    bool goes_on(std::int64_t task) const { return task >= first && task + 1 < end; }
  };
  Part part(std::int64_t count) const {
    return part_of(self(), count);
  }

  /// task(i) for 0 <= i < count. Each thread has a range of its own, which it takes in ascending order, so that what
  /// it reads goes on where it ended; then it takes from the ends of the others'.
  template <typename Task>
  void share(std::int64_t count, const Task& task) {
    const int present = present_.load(std::memory_order_relaxed);
    if (present == 1) {
      for (std::int64_t i = 0; i < count; ++i) task(i);
      return;
    }
    const int self = this->self();
    for (int i = 0; i < present; ++i) {
      const int owner = (self + i) % present;
      const auto [first, end] = part_of(owner, count);
      const std::int64_t size = end - first;
      for (std::int64_t at = take(owner, size, i == 0); at >= 0; at = take(owner, size, i == 0)) task(first + at);
    }
    wait();
  }
  /// task(i) for 0 <= i < count, scheduled to the first free thread: for tasks of unlike size, the largest first.
  template <typename Task>
  void schedule(std::int64_t count, const Task& task) {
    for (std::int64_t i = take(0, count, true); i >= 0; i = take(0, count, true)) task(i);
    wait();
  }
  /// part(first, rows) over parts of so many rows or more, as even as can be.
  template <typename Part>
  void share_rows(std::int64_t count, std::int64_t least, const Part& part) {
    const std::int64_t parts = std::clamp<std::int64_t>(count / least, 1, size_);
    share(parts, [&](std::int64_t i) { part(count * i / parts, count * (i + 1) / parts - count * i / parts); });
  }

  /// Workspace of all threads, for what one call prepares for its tasks.
  float* workspace() {
    return workspace_.data();
  }
  std::int64_t workspace_size() const {
    return workspace_.size();
  }
  /// At least `size` floats of it. Outside of run().
  void reserve(std::int64_t size) {
    workspace_.reserve(size);
  }

 private:
  /// What is taken of a range: from its start in the lower half, from its end in the upper.
  struct alignas(64) Range {
    std::atomic<std::uint64_t> taken = 0;
  };

  Part part_of(int thread, std::int64_t count) const {
    const int present = present_.load(std::memory_order_relaxed);
    return {count * thread / present, count * (thread + 1) / present};
  }

  /// The next of a range of so many, or -1.
  std::int64_t take(int owner, std::int64_t size, bool from_start) {
    constexpr std::uint64_t kEnd = std::uint64_t{1} << 32;
    const std::uint64_t taken =
        ranges_[static_cast<std::size_t>(owner)].taken.fetch_add(from_start ? 1 : kEnd, std::memory_order_relaxed);
    const auto start = static_cast<std::int64_t>(taken % kEnd);
    const auto end = static_cast<std::int64_t>(taken / kEnd);
    if (start + end >= size) return -1;
    return from_start ? start : size - 1 - end;
  }
  /// Back when all threads are here; nothing is taken then.
  void wait();

  const std::vector<int>* processors(int thread) const {
    return &nodes_[static_cast<std::size_t>(node(thread))].processors;
  }

  int size_;
  int node_;
  std::vector<NodeThreads> nodes_;
  std::vector<int> node_of_;  ///< each thread's; empty: node_
  std::atomic<int> present_;  ///< the same from every thread of a region
  FloatBuffer workspace_;
  std::unique_ptr<Range[]> ranges_;
  alignas(64) std::atomic<int> arrived_ = 0;
  alignas(64) std::atomic<std::uint32_t> round_ = 0;
};

/// Whether this much arithmetic and reading, in bytes, is worth starting a team for: about 20 microseconds for each of
/// two.
constexpr bool worth_a_team(std::int64_t multiply_adds, std::int64_t bytes) {
  return multiply_adds / 4 + bytes >= (512 << 10);
}

}  // namespace coldread
