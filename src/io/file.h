#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace coldread {

/// A regular file mapped read-only for as long as the object lives. Throws Error(input) where it is missing,
/// unreadable, or not a regular file (a FIFO or a device would block).
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const { return {data_, size_}; }
  std::string_view text() const { return {reinterpret_cast<const char*>(data_), size_}; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// More text than this is no file that a program should hold in memory (a sparse file can claim any size).
inline constexpr std::size_t kMostTextBytes = std::size_t{4} << 30u;

/// The whole content of a regular file. Throws Error(code), also where it has more than `most` bytes.
std::string read_text_file(const std::filesystem::path& path, ErrorCode code = ErrorCode::input,
                           std::size_t most = kMostTextBytes);

/// Hands over a regular file from its beginning to its end, a piece of at most 256 KiB at a time. They are read, not
/// mapped: the bytes stay out of this process. Throws Error(input).
void read_pieces(const std::filesystem::path& path, const std::function<void(std::string_view piece)>& on_piece);

/// What read_lines() came through.
struct LinesRead {
  std::size_t whole = 0;  ///< bytes of whole lines
  bool torn = false;      ///< more stands after the last line break
};

/// No line of a file that is read line by line is longer than that: 256 MiB.
inline constexpr std::size_t kMostLineBytes = std::size_t{256} << 20u;

/// Hands over each whole line of a regular file, without its line break, and where it begins. The file may have any
/// size, since a piece of it alone is held in memory. Throws Error(code), also where a line has more than `most` bytes.
LinesRead read_lines(const std::filesystem::path& path, ErrorCode code,
                     const std::function<void(std::string_view line, std::size_t offset)>& on_line,
                     std::size_t most = kMostLineBytes);

/// Throws Error(input) where the file has more than `most` bytes.
void check_size(const MappedFile& file, std::size_t most);

/// Writes through a temporary file beside path, fsync, rename, fsync of the folder: the old content or the new, never
/// half. Throws Error(output).
void write_file_atomically(const std::filesystem::path& path, std::string_view content);
/// The same of the pieces that `write` hands over, in their order.
void write_file_atomically(const std::filesystem::path& path,
                           const std::function<void(const std::function<void(std::string_view)>& add)>& write);

/// The folder's names are on the disk. Throws Error(output).
void sync_folder(const std::filesystem::path& folder);

/// Removes the temporary files of writes that a crash stopped. Only where nobody else writes into the folder.
void remove_leftovers(const std::filesystem::path& folder);

}  // namespace coldread
