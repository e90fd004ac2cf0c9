#include "io/sstable.h"

#include <cstdint>
#include <cstring>
#include <utility>

#include "io/crc32c.h"

namespace coldread {
namespace {

// Source: LevelDB's doc/table_format.md.
constexpr std::size_t kFooterBytes = 48;
constexpr std::uint64_t kMagic = 0xDB4775248B80FB57;
constexpr std::size_t kTrailerBytes = 5;  ///< how a block is packed, and its checksum
constexpr std::size_t kMostEntries = std::size_t{1} << 22;
constexpr std::size_t kMostKeyBytes = std::size_t{256} << 20u;

using Fail = std::function<void(const std::string&)>;

template <typename T>
T number_at(std::string_view bytes, std::size_t place) {
  T value{};
  std::memcpy(&value, bytes.data() + place, sizeof(T));
  return value;
}

class TableReader {
 public:
  TableReader(std::string_view bytes, const Fail& fail) : bytes_(bytes), fail_(fail) {}

  std::vector<SstableEntry> read() {
    if (bytes_.size() < kFooterBytes || number_at<std::uint64_t>(bytes_, bytes_.size() - 8) != kMagic) {
      fail_("is no table of LevelDB's format, or cut off");
    }
    std::string_view footer = bytes_.substr(bytes_.size() - kFooterBytes);
    take_block(footer);  // of metadata, which is empty
    std::vector<SstableEntry> blocks;
    read_block(take_block(footer), blocks);
    std::vector<SstableEntry> entries;
    for (SstableEntry& block : blocks) read_block(take_block(block.value), entries);
    return entries;
  }

 private:
  /// The content of the block that a handle names; the handle is taken off the front.
  std::string_view take_block(std::string_view& handle) {
    const std::uint64_t offset = varint(handle);
    const std::uint64_t size = varint(handle);
    const std::size_t end = bytes_.size() - kFooterBytes;
    if (offset > end || size > end - offset || end - offset - size < kTrailerBytes) {
      fail_("is damaged: a block of it lies beyond its end");
    }
    const std::string_view block =
        bytes_.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(size) + kTrailerBytes);
    const std::string_view checked = block.substr(0, block.size() - 4);
    if (number_at<std::uint32_t>(block, checked.size()) != masked_crc32c(checked)) {
      fail_("is damaged: the checksum of its block at byte " + std::to_string(offset) + " is another");
    }
    if (checked.back() != 0) fail_("has packed blocks, which are not read");
    return checked.substr(0, checked.size() - 1);
  }

  /// Entries (shared bytes of the key before, further bytes of it, bytes of the value, those bytes), then the places
  /// where a key stands whole and their number, four bytes each.
  void read_block(std::string_view block, std::vector<SstableEntry>& to) {
    if (block.size() < 4) fail_("is damaged: a block of it is too short");
    const std::uint64_t restarts = number_at<std::uint32_t>(block, block.size() - 4);
    if (restarts > block.size() / 4 - 1) fail_("is damaged: a block of it has no room for its restarts");
    std::string_view left = block.substr(0, block.size() - 4 * (static_cast<std::size_t>(restarts) + 1));
    std::string key;
    while (!left.empty()) {
      const std::uint64_t shared = varint(left);
      const std::uint64_t further = varint(left);
      const std::uint64_t size = varint(left);
      if (shared > key.size() || further > left.size() || size > left.size() - further) {
        fail_("is damaged: an entry of it lies beyond its block");
      }
      key.resize(static_cast<std::size_t>(shared));
      key += left.substr(0, static_cast<std::size_t>(further));
      key_bytes_ += key.size();
      if (to.size() >= kMostEntries || key_bytes_ > kMostKeyBytes) fail_("has too many entries");
      to.push_back({key, left.substr(static_cast<std::size_t>(further), static_cast<std::size_t>(size))});
      left.remove_prefix(static_cast<std::size_t>(further + size));
    }
  }

  std::uint64_t varint(std::string_view& bytes) {
    std::uint64_t value = 0;
    if (!take_varint(bytes, value)) fail_("is damaged: a number of it does not end");
    return value;
  }

  std::string_view bytes_;
  const Fail& fail_;
  std::size_t key_bytes_ = 0;
};

}  // namespace

bool take_varint(std::string_view& bytes, std::uint64_t& value) noexcept {
  value = 0;
  for (std::size_t i = 0; i < bytes.size() && i < 10; ++i) {
    const auto byte = static_cast<std::uint8_t>(bytes[i]);
    value |= std::uint64_t{byte & 127U} << (7 * i);
    if (byte < 128) {
      bytes.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

std::vector<SstableEntry> read_sstable(std::string_view bytes, const Fail& fail) {
  return TableReader(bytes, fail).read();
}

}  // namespace coldread
