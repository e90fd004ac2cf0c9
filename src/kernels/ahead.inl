#pragma once

// Reading ahead, beside the arithmetic.
namespace coldread::kernels {
namespace {

/// The panel that will be read after this one: brought into the second-level cache little by little while several tiles
/// of rows pass over this one, since memory would else be idle until then. A single tile waits for memory anyway.
struct Ahead {
  const char* at = nullptr;
  std::int64_t lines = 0;  ///< of 64 bytes, each time fetch() is called

  Ahead() = default;
  /// bytes from `next` on (null: nothing), spread over `passes` times `steps` calls.
  Ahead(const void* next, std::int64_t bytes, std::int64_t passes, std::int64_t steps)
      : at(static_cast<const char*>(next)),
        lines(next == nullptr || passes == 1 ? 0 : (bytes + 64 * passes * steps - 1) / (64 * passes * steps)) {}
  [[gnu::always_inline]] void fetch() {
    for (std::int64_t i = 0; i < lines; ++i) {
      prefetch_far(at);
      at += 64;
    }
  }
};

}  // namespace
}  // namespace coldread::kernels
