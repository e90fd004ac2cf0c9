#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/compat.h"
#include "api/document.h"
#include "io/yaml.h"

namespace coldread {

/// The rows that a task is made of: its documents after process_docs and limit, and the few-shot examples that stand in
/// their prompts.
struct TaskRows {
  std::string files;                             ///< of the evaluated split, as the task writes them; for people
  std::vector<std::string> warnings;             ///< what of these files looks like a mistake
  std::int64_t documents_total = 0;              ///< before the limit
  std::vector<std::string> columns;              ///< of the evaluated split
  std::vector<Document> documents;               ///< at least one
  std::vector<std::string> example_columns;      ///< of the pool that examples come from
  std::map<std::size_t, Document> examples;      ///< those that are used, by their index in the pool
  std::vector<std::vector<std::size_t>> chosen;  ///< by document: indexes of its examples; empty without examples
  std::int64_t own_answers = 0;                  ///< documents that have their own answer among their examples
};

/// All that a task is a function of. Files, folders and other settings play no part in it.
struct TaskSource {
  YamlNode definition;                      ///< its YAML with includes, a group's settings and the run's laid over it
  std::filesystem::path file;               ///< where that stood
  std::string name;                         ///< what the run calls it; empty: its own name
  std::optional<std::int64_t> num_fewshot;  ///< the run's; absent: the definition's
  Compat compat = Compat::none;
  std::shared_ptr<const TaskRows> rows;
};

}  // namespace coldread
