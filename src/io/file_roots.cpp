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

void add_resolved(std::vector<fs::path>& roots, const fs::path& folder) {
  auto root = resolved(folder);
  if (root && std::find(roots.begin(), roots.end(), *root) == roots.end()) roots.push_back(std::move(*root));
}

}  // namespace

FileRoots::FileRoots(std::span<const fs::path> folders) : any_(false) {
  for (const fs::path& folder : folders) add_resolved(folders_, folder);
}

FileRoots FileRoots::with(const fs::path& folder) const {
  FileRoots wider = *this;
  if (!any_) wider.added_.push_back(folder);
  return wider;
}

std::vector<fs::path> FileRoots::all() const {
  std::vector<fs::path> roots = folders_;
  for (const fs::path& folder : added_) add_resolved(roots, folder);
  return roots;
}

bool FileRoots::hold(const fs::path& file) const {
  if (any_) return true;
  const auto plain = resolved(file);
  if (!plain) return false;
  const auto holds = [&](const fs::path& root) {
    return std::mismatch(root.begin(), root.end(), plain->begin(), plain->end()).first == root.end();
  };
  return std::ranges::any_of(folders_, holds) || (!added_.empty() && std::ranges::any_of(all(), holds));
}

void FileRoots::check(const fs::path& file, const Place& place) const {
  if (hold(file)) return;
  std::string folders;
  for (const fs::path& folder : all()) folders += (folders.empty() ? "" : ", ") + folder.string();
  throw Error(ErrorCode::usage, place,
              file.string() + " lies outside of the folders that tasks may read (" + folders +
                  "); if it is meant, allow its folder with --allow-path");
}

}  // namespace coldread
