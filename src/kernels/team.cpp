#include "kernels/team.h"

#include <immintrin.h>

namespace coldread::kernels {
namespace {

/// Some tens of microseconds: longer than the threads of a team are apart, shorter than a time slice that another
/// program could use.
constexpr int kSpins = 2000;

}  // namespace

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

}  // namespace coldread::kernels
