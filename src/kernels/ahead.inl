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

  Ahead() = default;
  /// bytes from `next` on (null: nothing), by so many calls.
  Ahead(const void* next, std::int64_t bytes, std::int64_t calls)
      : at(static_cast<const char*>(next)),
        lines(next == nullptr ? 0 : (bytes + 64 * calls - 1) / (64 * calls)),
        apart(64 * calls) {}
  [[gnu::always_inline]] void fetch() {
    const char* line = at;
    for (std::int64_t i = 0; i < lines; ++i) {
      prefetch_far(line);
      line += apart;
    }
    at += 64;
  }
};

/// The same for a group of panels that many tiles of rows pass over: the first tiles bring a part each of every panel's
/// next block, a line or more a call.
class AheadOfMany {
 public:
  /// next: the first panel's block, `bytes` long (null: nothing); the other panels' lie panel_bytes apart. There are so
  /// many tiles of rows, and as many calls of fetch() for each of them and each panel.
  AheadOfMany(const void* next, std::int64_t panel_bytes, std::int64_t bytes, std::int64_t row_tiles,
              std::int64_t calls_of_tile)
      : next_(row_tiles < 2 ? nullptr : static_cast<const char*>(next)),
        panel_bytes_(panel_bytes),
        calls_(calls_of_tile),
        part_((bytes + 64 * row_tiles * calls_ - 1) / (64 * row_tiles * calls_) * 64 * calls_),
        tiles_((bytes + part_ - 1) / part_) {}

  Ahead part(std::int64_t tile, std::int64_t panel) const {
    if (next_ == nullptr || tile >= tiles_) return {};
    return {next_ + panel * panel_bytes_ + tile * part_, part_, calls_};
  }

 private:
  const char* next_;
  std::int64_t panel_bytes_;
  std::int64_t calls_;
  std::int64_t part_;   ///< bytes of a panel that one tile of rows brings
  std::int64_t tiles_;  ///< that bring something
};

}  // namespace
}  // namespace coldread::kernels
