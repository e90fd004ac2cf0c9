#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "io/crc32c.h"

namespace coldread::test {

/// Bytes of a number of seven bits a byte.
inline std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value > 127; value >>= 7) bytes += static_cast<char>(value | 128);
  return bytes + static_cast<char>(value);
}

/// A table of LevelDB's format with one block of entries, whatever it holds, and right checksums.
inline std::string sstable_of(std::string_view block) {
  std::string table;
  const auto add = [&](std::string_view content) {
    const std::string handle = varint(table.size()) + varint(content.size());
    const std::string checked = std::string(content) + '\0';
    const std::uint32_t checksum = masked_crc32c(checked);
    table += checked + std::string(reinterpret_cast<const char*>(&checksum), sizeof checksum);
    return handle;
  };
  const std::string restarts(8, '\0');  // of no entries: one restart at 0, counted
  std::string one = restarts;
  one[4] = 1;
  const std::string handle = add(block);
  const std::string metadata = add(one);
  const std::string index = add(std::string(1, '\0') + varint(1) + varint(handle.size()) + "z" + handle + one);
  std::string footer = metadata + index;
  footer.resize(40, '\0');
  return table + footer + "\x57\xFB\x80\x8B\x24\x75\x47\xDB";
}

}  // namespace coldread::test
