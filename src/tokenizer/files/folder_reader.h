#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "api/value.h"
#include "io/file.h"

namespace coldread {

/// The small files of a model's folder, each with a limit to its size, and the list of those that were read. All throw
/// Error(input) about the file.
class FolderReader {
 public:
  explicit FolderReader(std::filesystem::path folder);

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path path(const char* name) const { return folder_ / name; }
  bool has(const char* name) const;

  /// The dict in a JSON file.
  Value json_dict(const char* name);
  /// Lines as they stand in the file.
  MappedFile lines(const char* name);
  /// A chat template.
  std::string chat_template(const char* name);

  /// Each file once, in the order of its first reading.
  std::vector<std::filesystem::path> files() && { return std::move(files_); }

 private:
  void note(const std::filesystem::path& file);

  std::filesystem::path folder_;
  std::vector<std::filesystem::path> files_;
};

}  // namespace coldread
