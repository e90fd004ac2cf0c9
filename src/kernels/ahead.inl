#pragma once

// Reading ahead, beside the arithmetic.
namespace coldread::kernels {
namespace {

/// Fetched this far ahead, in bytes: what a thread reads in some 200 cycles.
[[gnu::always_inline]] inline void prefetch_after(const std::byte* p) {
  prefetch(reinterpret_cast<const float*>(p + 2048));
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

}  // namespace
}  // namespace coldread::kernels
