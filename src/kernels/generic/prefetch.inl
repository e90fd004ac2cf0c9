#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/generic/lanes.h"
#include "kernels/next_read.h"
#include "kernels/tuning.h"

// Prefetching, beside the arithmetic.
namespace coldread::kernels {
namespace {

/// Fetches weights that lie behind those at p into the first-level cache. Several rows read them some 200 cycles later;
/// a single row reads them as fast as memory brings them. stream, of a single row: into the second level, and the few
/// buffers of the first are left to the processor's own fetching, see Prefetcher.
template <int Rows>
[[gnu::always_inline]] inline void prefetch_after(const void* p, bool stream = false) {
  const auto* at = static_cast<const char*>(p);
  if constexpr (Rows > 1) {
    prefetch(reinterpret_cast<const float*>(at + kFetchedAhead));
  } else if (stream) {
    prefetch_far(at + kFetchedAheadOfOneRow);
  } else {
    prefetch(reinterpret_cast<const float*>(at + kFetchedAheadOfOneRow));
  }
}
/// The same for 16 bits a weight, of which a stream is faster without.
template <int Rows>
[[gnu::always_inline]] inline void prefetch_halves_after(const void* p, bool stream) {
  if (Rows > 1 || !stream) prefetch_after<Rows>(p);
}

/// The panel that will be read after this one: brought into the second-level cache little by little while tiles of rows
/// pass over this one, since memory would else be idle until then. Each call fetches lines of 64 bytes from as many
/// places far apart: memory brings those sooner than neighbours.
struct Prefetcher {
  const char* at = nullptr;
  const char* end = nullptr;
  std::int64_t apart = 64;  ///< bytes from one line of a call to the next
  bool stream = false;      ///< a single row reads the panels one after the other, as the processor foresees

  Prefetcher() = default;
  /// In n calls.
  Prefetcher(const NextRead& next, std::int64_t calls)
      : at(reinterpret_cast<const char*>(next.at)), end(calls == 0 ? at : at + next.bytes), apart(64 * calls) {}
  [[gnu::always_inline]] void fetch() {
    for (const char* line = at; line < end; line += apart) prefetch_far(line);
    at += 64;
  }
};

/// The panel after one of a task, by so many calls. waits: a single row waits for memory alone. Then panels
/// are read as a stream where the processor fetches that best, and nothing is fetched of one that lies behind this.
template <typename Task>
inline Prefetcher prefetcher_of(const Task& task, std::int64_t panel, std::int64_t panel_bytes, std::int64_t calls,
                                bool waits = true) {
  const NextRead behind{task.panels + (panel + 1) * panel_bytes, panel_bytes};
  const NextRead next = panel + 1 < task.panel_count ? behind : task.next;
  const bool stream = waits && task.rows == 1 && kHardwarePrefetchesStreams;
  Prefetcher prefetcher = stream && next.at == behind.at ? Prefetcher() : Prefetcher(next, calls);
  prefetcher.stream = stream;
  return prefetcher;
}

}  // namespace
}  // namespace coldread::kernels
