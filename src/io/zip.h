#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "io/file.h"

namespace coldread {

/// A zip archive of stored (not packed) entries, memory-mapped, Zip64 included. Opening checks every count, length and
/// offset of the directory against the file. Throws Error(input).
class ZipFile {
 public:
  explicit ZipFile(const std::filesystem::path& path);

  struct Entry {
    std::string_view name;
    std::string_view data;
    std::uint32_t crc32 = 0;
  };
  /// In the order of the directory, with distinct names.
  const std::vector<Entry>& entries() const { return entries_; }
  /// nullptr where there is none of that name.
  const Entry* find(std::string_view name) const;
  /// Throws Error(input) where the entry's bytes are not those that were stored.
  void check(const Entry& entry) const;

  const std::filesystem::path& path() const { return file_.path(); }

 private:
  struct Directory;
  Directory find_directory() const;
  Entry read_entry(std::string_view header, std::string_view extra) const;
  [[noreturn]] void fail(const std::string& message) const;

  MappedFile file_;
  std::vector<Entry> entries_;  ///< sorted by name
};

}  // namespace coldread
