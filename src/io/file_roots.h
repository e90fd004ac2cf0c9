#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace coldread {

/// The folders that files named in task definitions must lie in: a task that someone else wrote is not to read
/// /etc/passwd into a prompt. Symbolic links are followed before the comparison.
class FileRoots {
 public:
  /// Any file is allowed.
  FileRoots() = default;
  /// The folders need not exist; "" is the working directory.
  explicit FileRoots(std::span<const std::filesystem::path> folders);

  /// These folders and one more; any file where any file was allowed. Asks the file system nothing.
  FileRoots with(const std::filesystem::path& folder) const;

  /// Whether the file, or its folder where it does not exist, lies below one of the folders.
  bool hold(const std::filesystem::path& file) const;
  /// Throws Error(usage) naming the file, the folders and the cure, where they do not hold the file.
  void check(const std::filesystem::path& file, const Place& place) const;

 private:
  std::vector<std::filesystem::path> all() const;

  bool any_ = true;
  std::vector<std::filesystem::path> folders_;  ///< without links, absolute
  std::vector<std::filesystem::path> added_;    ///< as given: most tasks name no file, so links are followed when asked
};

}  // namespace coldread
