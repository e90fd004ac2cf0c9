#pragma once

// Reading ahead, beside the arithmetic.
namespace coldread::kernels {
namespace {

/// The panel that will be read after this one: brought into the second-level cache little by little while tiles of rows
/// pass over this one, since memory would else be idle until then. Each call fetches lines of 64 bytes from as many
/// places far apart: memory brings those sooner than neighbours.
struct Ahead {
  const char* at = nullptr;
  std::int64_t lines = 0;  ///< each time fetch() is called
  std::int64_t apart = 0;  ///< bytes from one of them to the next
  std::int64_t step = 64;  ///< bytes from one call's to the next one's

  Ahead() = default;
  /// bytes from `next` on (null: nothing), by so many calls.
  Ahead(const void* next, std::int64_t bytes, std::int64_t calls)
      : at(static_cast<const char*>(next)),
        lines(next == nullptr ? 0 : (bytes + 64 * calls - 1) / (64 * calls)),
        apart(64 * calls) {}
  /// The first line of each of so many rows, by so many calls; the processor brings the second with it.
  static Ahead first_lines(const void* next, std::int64_t rows, std::int64_t row_bytes, std::int64_t calls) {
    Ahead ahead;
    ahead.at = static_cast<const char*>(next);
    ahead.lines = (rows + calls - 1) / calls;
    ahead.apart = row_bytes * calls;
    ahead.step = row_bytes;
    return ahead;
  }
  [[gnu::always_inline]] void fetch() {
    const char* line = at;
    for (std::int64_t i = 0; i < lines; ++i) {
      prefetch_far(line);
      line += apart;
    }
    at += step;
  }
};

}  // namespace
}  // namespace coldread::kernels
