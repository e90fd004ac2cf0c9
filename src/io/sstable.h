#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace coldread {

/// A number of seven bits a byte, lowest first, at most 10 bytes; taken off the front. False where the bytes hold none.
bool take_varint(std::string_view& bytes, std::uint64_t& value) noexcept;

/// The entries of a table of LevelDB's format, as TensorFlow writes its checkpoints' indexes: blocks that are not
/// packed, each with its checksum, which is checked. Values point into the bytes.
struct SstableEntry {
  std::string key;
  std::string_view value;
};

/// In the order of the table, which is that of the keys. fail: throws, given what is wrong. At most 4,194,304 entries
/// and 256 MiB of keys.
std::vector<SstableEntry> read_sstable(std::string_view bytes, const std::function<void(const std::string&)>& fail);

}  // namespace coldread
