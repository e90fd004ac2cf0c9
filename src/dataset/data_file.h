#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"
#include "base/error.h"
#include "io/file_roots.h"

namespace coldread {

/// Python's [begin:end] over rows.
struct RowSlice {
  std::optional<std::int64_t> begin;
  std::optional<std::int64_t> end;

  List of(List rows) const;
};

struct DataFile {
  std::filesystem::path path;
  RowSlice slice;
};

/// Where data files are looked for.
struct DataFolders {
  std::span<const std::filesystem::path> bases;  ///< of relative names, after the working directory
  FileRoots roots;
};

/// A file as a task names it: "dir/file.jsonl", "file.jsonl[200:205]", "${COLDREAD_DATASETS}/file.jsonl" (environment,
/// default "datasets"). Relative to the working directory first, then to each folder; what lies outside the roots is
/// passed over. Throws Error at `place`: usage for an unknown variable, a bad slice or a file that only lies outside
/// the roots, input with all tried paths for a missing file.
DataFile find_data_file(const std::string& written, const DataFolders& where, const Place& place);

/// The same for a name that may hold wildcards: `*`, `?` and `[...]` within a folder's name or a file's, `**` across
/// folders. All files that match, sorted by name; in the first of the folders where any does. A file of that very name
/// goes first.
std::vector<DataFile> find_data_files(const std::string& written, const DataFolders& where, const Place& place);

/// The folder that ${COLDREAD_DATASETS} stands for.
std::filesystem::path datasets_folder();

}  // namespace coldread
