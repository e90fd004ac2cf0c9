#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace coldread::hub {

/// A file on its way into a cache: PATH.incomplete, which this process alone writes for as long as the object lives.
/// Throws Error(output).
class Blob {
 public:
  /// Waits where another process is fetching the same.
  explicit Blob(std::filesystem::path path);
  ~Blob();
  Blob(const Blob&) = delete;
  Blob& operator=(const Blob&) = delete;

  /// Bytes that are there.
  std::uint64_t size() const;
  /// Forgets what lies beyond.
  void cut(std::uint64_t size);
  void write(std::uint64_t offset, std::string_view piece);
  /// Whether its content has this digest: hex of sha256, or of git's sha1 of it as a blob.
  bool has_digest(const std::string& digest) const;
  /// Gives it its name, once it is on the disk.
  void finish();

 private:
  std::filesystem::path incomplete() const;
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path path_;
  int fd_ = -1;
};

}  // namespace coldread::hub
