#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace coldread {

/// What `coldread tasks check` found in some folders and files.
struct TaskCheck {
  std::size_t files = 0;
  std::size_t sound = 0;              ///< tasks
  std::size_t broken = 0;             ///< tasks and files with errors
  std::size_t need_python = 0;        ///< of those: tasks whose Python functions have no port
  std::size_t groups = 0;             ///< sound ones
  std::size_t with_data = 0;          ///< sound tasks whose data is here and was read, too
  std::vector<std::string> errors;    ///< a line each, in the order of the files
  std::size_t data_errors = 0;        ///< of those: about files of data that cannot be read
  std::vector<std::string> doubts;    ///< warnings of what looks like a mistake, in keys and in rows
  std::vector<std::string> warnings;  ///< what has no effect
};

struct CheckOptions {
  std::span<const std::filesystem::path> allowed = {};  ///< folders that tasks may read, beside theirs
  std::span<const std::filesystem::path> indexed = {};  ///< folders whose tasks groups may name; they are not checked
  bool strict = false;                                  ///< a warning of any kind is an error
};

/// Reads every **/*.yaml below the folders, and the files: keys, templates, metrics, filters, generation settings,
/// groups, and every row of those whose data is here. Loads no model. On all processors. Throws Error(usage) for a path
/// where nothing is.
TaskCheck check_tasks(std::span<const std::filesystem::path> paths, const CheckOptions& options = {});

}  // namespace coldread
