#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "io/tensor.h"

namespace coldread {

/// Where a model folder holds its weights: in one file, or in the shards that an index names.
struct WeightFiles {
  std::vector<std::filesystem::path> files;                   ///< sorted by name
  std::filesystem::path index;                                ///< empty: one file
  std::vector<std::pair<std::string, std::string>> promised;  ///< of the index: tensors, and the shards they are in
};

/// name: of the one file; the index is called NAME.index.json, and its shards lie in the same folder and end alike.
/// Throws Error(input): neither is there, an index that is damaged or leads elsewhere.
WeightFiles find_weights(const std::filesystem::path& folder, const std::string& name);

/// Adds a file's tensors. Throws Error(input) for a name that another file holds too.
void add_tensors(const TensorTable& of_file, const std::filesystem::path& file, TensorTable& to);

/// Throws Error(input) where a shard lacks a tensor that the index promises.
void check_promised(const WeightFiles& found, const TensorTable& tensors);

/// The tensors of all files, which are opened in their order.
template <typename File>
TensorTable tensors_of(const WeightFiles& found, const std::vector<File>& files) {
  TensorTable tensors;
  for (const File& file : files) add_tensors(file.tensors(), file.path(), tensors);
  check_promised(found, tensors);
  return tensors;
}

}  // namespace coldread
