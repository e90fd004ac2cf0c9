#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace coldread {

/// The content of a gzip file (all its members), a piece at a time. origin names it in errors.
class GzipReader {
 public:
  GzipReader(std::string_view packed, std::string origin);
  ~GzipReader();
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  /// At most 64 KiB, valid until the next call; empty at the end. Throws Error(input): damaged, cut off, more than 4
  /// GiB unpacked, or more than 64 MiB and 256 times the packed size.
  std::string_view next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The whole content. Throws as GzipReader does.
std::string gunzip(std::string_view packed, const std::string& origin);

/// A gzip file of the pieces that `write` adds, without name or time. Text that packs so well that gunzip() would
/// refuse it is stored as it is; for that `write` is called a second time.
std::string gzip(const std::function<void(const std::function<void(std::string_view)>& add)>& write);

}  // namespace coldread
