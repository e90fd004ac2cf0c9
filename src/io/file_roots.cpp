#include "io/file_roots.h"

#include <algorithm>
#include <optional>
#include <system_error>

namespace coldread {
namespace {

namespace fs = std::filesystem;

/// Absolute and without links, as far as the path exists; nothing for a name that no file can have.
std::optional<fs::path> resolved(const fs::path& path) {
  if (path.native().find('\0') != std::string::npos) return std::nullopt;
  std::error_code error;
  const fs::path absolute = fs::absolute(path.empty() ? fs::path(".") : path, error);
  if (error) return std::nullopt;
  fs::path plain = fs::weakly_canonical(absolute, error);
  // A name that no file can have is not there, wherever it points.
  if (error == std::errc::filename_too_long) {
    plain = absolute.lexically_normal();
  } else if (error) {
    return std::nullopt;
  }
  return plain.has_filename() ? plain : plain.parent_path();
}

}  // namespace

FileRoots::FileRoots(std::span<const fs::path> folders) : any_(false) {
  for (const fs::path& folder : folders) {
    auto root = resolved(folder);
    if (root && std::find(folders_.begin(), folders_.end(), *root) == folders_.end()) {
      folders_.push_back(std::move(*root));
    }
  }
}

FileRoots FileRoots::with(const fs::path& folder) const {
  FileRoots wider = *this;
  const auto root = resolved(folder);
  if (!any_ && root && std::find(folders_.begin(), folders_.end(), *root) == folders_.end()) {
    wider.folders_.push_back(*root);
  }
  return wider;
}

bool FileRoots::hold(const fs::path& file) const {
  if (any_) return true;
  const auto plain = resolved(file);
  if (!plain) return false;
  return std::any_of(folders_.begin(), folders_.end(), [&](const fs::path& root) {
    return std::mismatch(root.begin(), root.end(), plain->begin(), plain->end()).first == root.end();
  });
}

void FileRoots::check(const fs::path& file, const Place& place) const {
  if (hold(file)) return;
  std::string folders;
  for (const fs::path& folder : folders_) folders += (folders.empty() ? "" : ", ") + folder.string();
  throw Error(ErrorCode::usage, place,
              file.string() + " lies outside of the folders that tasks may read (" + folders +
                  "); if it is meant, allow its folder with --allow-path");
}

}  // namespace coldread
