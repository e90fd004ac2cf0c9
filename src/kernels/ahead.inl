#pragma once

// Reading ahead, beside the arithmetic.
namespace coldread::kernels {
namespace {

/// Fetches weights that come after those at p. Several rows pass over them from the first-level cache, some 200 cycles
/// later. A single row reads them as fast as memory brings them: they come into the second-level cache, from further
/// away, and leave the few buffers of the first to the processor's own fetching.
template <int Rows>
[[gnu::always_inline]] inline void prefetch_after(const void* p) {
  const auto* at = static_cast<const char*>(p);
  if constexpr (Rows == 1) {
    prefetch_far(at + 4096);
  } else {
    prefetch(reinterpret_cast<const float*>(at + 2048));
  }
}

/// The panel that will be read after this one: brought into the second-level cache little by little while tiles of rows
/// pass over this one, since memory would else be idle until then. Each call fetches lines of 64 bytes from as many
/// places far apart: memory brings those sooner than neighbours.
struct Ahead {
  const char* at = nullptr;
  const char* end = nullptr;
  std::int64_t apart = 64;  ///< bytes from one line of a call to the next

  Ahead() = default;
  /// bytes from `next` on (null: nothing), by so many calls.
  Ahead(const void* next, std::int64_t bytes, std::int64_t calls)
      : at(static_cast<const char*>(next)), end(next == nullptr || calls == 0 ? at : at + bytes), apart(64 * calls) {}
  [[gnu::always_inline]] void fetch() {
    for (const char* line = at; line < end; line += apart) prefetch_far(line);
    at += 64;
  }
};

/// The panel after one of a task of few rows, by so many calls. runs_on: what multiplies fetches by itself what lies
/// behind a panel.
template <typename Task>
inline Ahead ahead_of(const Task& task, std::int64_t panel, std::int64_t panel_bytes, std::int64_t calls,
                      bool runs_on) {
  const std::byte* behind = task.panels + (panel + 1) * panel_bytes;
  const std::byte* next = panel + 1 < task.panel_count ? behind : task.next;
  return Ahead(runs_on && next == behind ? nullptr : next, panel_bytes, calls);
}

}  // namespace
}  // namespace coldread::kernels
