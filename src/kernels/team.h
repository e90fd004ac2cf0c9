#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <omp.h>
#include <utility>

#include "kernels/buffer.h"

namespace coldread::kernels {

/// Threads that make the same calls side by side: the work of each call is shared out among them, and all leave it
/// together. Starting threads takes microseconds, and so does sending them to sleep and waking them; one layer of a
/// small model's next token takes a hundred. So a team is started once for a whole pass, and waits by spinning for a
/// while.
class Team {
 public:
  explicit Team(int size) : size_(size), present_(size) {}
  Team(Team&& other) noexcept : Team(other.size_) { room_ = std::move(other.room_); }  ///< while nobody works

  int size() const { return size_; }

  /// Runs body() on every thread of the team. What it throws ends the program.
  template <typename Body>
  void run(const Body& body) {
#pragma omp parallel num_threads(size_) if (size_ > 1)
    {
      // OMP_THREAD_LIMIT and OMP_DYNAMIC give fewer than asked for; nobody waits for the others.
      present_.store(omp_get_num_threads(), std::memory_order_relaxed);
      body();
    }
  }

  // Inside run(), by every thread alike:

  /// task(i) for 0 <= i < count, each by the thread that is free first.
  template <typename Task>
  void share(std::int64_t count, const Task& task) {
    if (present_.load(std::memory_order_relaxed) == 1) {
      for (std::int64_t i = 0; i < count; ++i) task(i);
      return;
    }
    for (std::int64_t i = next_.fetch_add(1, std::memory_order_relaxed); i < count;
         i = next_.fetch_add(1, std::memory_order_relaxed)) {
      task(i);
    }
    wait();
  }
  /// part(first, rows) over parts of so many rows or more, as even as can be.
  template <typename Part>
  void share_rows(std::int64_t count, std::int64_t least, const Part& part) {
    const std::int64_t parts = std::clamp<std::int64_t>(count / least, 1, size_);
    share(parts, [&](std::int64_t i) { part(count * i / parts, count * (i + 1) / parts - count * i / parts); });
  }

  /// Room that all threads see, for what one call makes ready for its own tasks.
  float* room() {
    return room_.data();
  }
  std::int64_t room_size() const {
    return room_.size();
  }
  /// At least `size` floats of it. Outside of run().
  void reserve(std::int64_t size) {
    room_.reserve(size);
  }

 private:
  /// Back when all threads are here; tasks then count from 0 again.
  void wait();

  int size_;
  std::atomic<int> present_;  ///< the same from every thread of a region
  FloatBuffer room_;
  alignas(64) std::atomic<std::int64_t> next_ = 0;
  alignas(64) std::atomic<int> arrived_ = 0;
  alignas(64) std::atomic<std::uint32_t> round_ = 0;
};

/// Whether this much arithmetic and reading, in bytes, is worth starting a team for: about 20 microseconds for each of
/// two.
constexpr bool worth_a_team(std::int64_t multiply_adds, std::int64_t bytes) {
  return multiply_adds / 4 + bytes >= (512 << 10);
}

}  // namespace coldread::kernels
