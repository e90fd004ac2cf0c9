#pragma once

#include <filesystem>

namespace coldread {

/// Says that this process alone writes into a folder, for as long as the object lives. The system takes the lock back
/// with the process, however that ends; the file ".lock" stays, empty when nobody holds it.
class FolderLock {
 public:
  /// Throws Error(output) at once where another process holds the lock, naming it.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace coldread
