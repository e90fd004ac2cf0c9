#pragma once

// Reading ahead, beside the arithmetic.
namespace coldread::kernels {
namespace {

/// Fetches weights that lie behind those at p. Several rows read them from the first-level cache, where they are some
/// 200 cycles later. A single row reads them as fast as memory brings them: they come into the second level, from
/// further behind, and the few buffers of the first are left to the processor's own fetching.
template <int Rows>
[[gnu::always_inline]] inline void prefetch_after(const void* p) {
  const auto* at = static_cast<const char*>(p);
  if constexpr (Rows == 1) {
    prefetch_far(at + 4096);
  } else {
    prefetch(reinterpret_cast<const float*>(at + 2048));
  }
}
/// The same for 16 bits a weight: of a single row the processor's own fetching is faster alone.
template <int Rows>
[[gnu::always_inline]] inline void prefetch_halves_after(const void* p) {
  if constexpr (Rows > 1) prefetch_after<Rows>(p);
}

/// The panel that will be read after this one: brought into the second-level cache little by little while tiles of rows
/// pass over this one, since memory would else be idle until then. Each call fetches lines of 64 bytes from as many
/// places far apart: memory brings those sooner than neighbours.
struct Ahead {
  const char* at = nullptr;
  const char* end = nullptr;
  std::int64_t apart = 64;  ///< bytes from one line of a call to the next

  Ahead() = default;
  /// By so many calls.
  Ahead(const NextRead& next, std::int64_t calls)
      : at(reinterpret_cast<const char*>(next.at)), end(calls == 0 ? at : at + next.bytes), apart(64 * calls) {}
  [[gnu::always_inline]] void fetch() {
    for (const char* line = at; line < end; line += apart) prefetch_far(line);
    at += 64;
  }
};

/// The panel after one of a task of few rows, by so many calls. in_one_stream: nothing where that panel lies behind
/// this one, see prefetch_after().
template <typename Task>
inline Ahead ahead_of(const Task& task, std::int64_t panel, std::int64_t panel_bytes, std::int64_t calls,
                      bool in_one_stream) {
  const NextRead behind{task.panels + (panel + 1) * panel_bytes, panel_bytes};
  const NextRead next = panel + 1 < task.panel_count ? behind : task.next;
  return in_one_stream && next.at == behind.at ? Ahead() : Ahead(next, calls);
}

}  // namespace
}  // namespace coldread::kernels
