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

/// The same for a group of panels that many tiles of rows pass over: the first tiles bring a part each of every panel's
/// next block, a line or more a step.
class AheadOfMany {
 public:
  /// next: the first panel's block, `bytes` long (null: nothing); the other panels' lie panel_bytes apart. A panel sees
  /// `passes` passes of `steps` calls of fetch() each, passes_of_tile for each tile of rows.
  AheadOfMany(const void* next, std::int64_t panel_bytes, std::int64_t bytes, std::int64_t row_tiles,
              std::int64_t passes_of_tile, std::int64_t steps)
      : next_(static_cast<const char*>(next)),
        panel_bytes_(panel_bytes),
        lines_((bytes + 64 * row_tiles * passes_of_tile * steps - 1) / (64 * row_tiles * passes_of_tile * steps)),
        part_(64 * lines_ * passes_of_tile * steps),
        tiles_(next == nullptr || row_tiles < 2 ? 0 : (bytes + part_ - 1) / part_) {}

  Ahead part(std::int64_t tile, std::int64_t panel) const {
    Ahead ahead;
    if (tile >= tiles_) return ahead;
    ahead.at = next_ + panel * panel_bytes_ + tile * part_;
    ahead.lines = lines_;
    return ahead;
  }

 private:
  const char* next_;
  std::int64_t panel_bytes_;
  std::int64_t lines_;  ///< a call
  std::int64_t part_;   ///< bytes of a panel that one tile of rows brings
  std::int64_t tiles_;  ///< that bring something
};

}  // namespace
}  // namespace coldread::kernels
