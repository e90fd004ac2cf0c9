#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "api/value.h"
#include "io/file.h"
#include "io/tensor.h"
#include "io/weight_files.h"

namespace coldread {

/// A .safetensors file, memory-mapped. Opening checks the header by the format's own rules: at most 100 MB, begins with
/// `{`, distinct names, data without holes or overlaps from 0 to the end of the file, each tensor as long as type and
/// shape say. Throws Error(input).
class SafetensorsFile {
 public:
  explicit SafetensorsFile(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return file_.path(); }
  /// The strings under "__metadata__"; empty where there is none.
  const Dict& metadata() const { return metadata_; }
  /// In the order of their data.
  const TensorTable& tensors() const { return tensors_; }

 private:
  MappedFile file_;
  Dict metadata_;
  TensorTable tensors_;
};

/// The weights of a model folder as the Hugging Face hub lays them out: model.safetensors, or shards. Throws
/// Error(input).
class SafetensorsFolder {
 public:
  explicit SafetensorsFolder(const std::filesystem::path& folder);

  const TensorTable& tensors() const { return tensors_; }
  /// The files read, sorted by name.
  const std::vector<std::filesystem::path>& files() const { return found_.files; }

 private:
  WeightFiles found_;
  std::vector<SafetensorsFile> files_;
  TensorTable tensors_;
};

}  // namespace coldread
