#include "machine/team.h"

#include <immintrin.h>

#include "base/error.h"

namespace coldread {
namespace {

/// Some tens of microseconds: longer than the threads of a team are apart, shorter than a time slice that another
/// program could use.
constexpr int kSpins = 2000;

}  // namespace

Team::Team(int size, std::span<const NodeThreads> nodes) : Team(size) {
  nodes_.assign(nodes.begin(), nodes.end());
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    node_of_.insert(node_of_.end(), static_cast<std::size_t>(nodes_[n].threads), static_cast<int>(n));
  }
  COLDREAD_CHECK(node_of_.empty() || node_of_.size() == static_cast<std::size_t>(size));
}

void Team::wait() {
  const std::uint32_t round = round_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == present_.load(std::memory_order_relaxed)) {
    arrived_.store(0, std::memory_order_relaxed);
    for (int i = 0; i < size_; ++i) ranges_[static_cast<std::size_t>(i)].taken.store(0, std::memory_order_relaxed);
    round_.store(round + 1, std::memory_order_release);
    round_.notify_all();
    return;
  }
  for (int i = 0; i < kSpins; ++i) {
    if (round_.load(std::memory_order_acquire) != round) return;
    _mm_pause();
  }
  round_.wait(round, std::memory_order_acquire);
}

}  // namespace coldread
