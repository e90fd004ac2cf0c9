#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "api/value.h"
#include "io/tensor.h"

namespace coldread {

/// A model on disk, opened and not yet understood: its settings and its tensors.
struct ModelFile {
  std::string format;          ///< "gguf", "safetensors"
  std::filesystem::path path;  ///< as given
  std::string config_origin;   ///< the file that errors about settings name
  std::string family;          ///< what the settings say: "llama", "gpt2", or one that we lack
  Dict settings;               ///< config.json, or GGUF metadata
  std::vector<std::filesystem::path> weight_files;
  const TensorTable* tensors = nullptr;
  std::shared_ptr<const void> owner;  ///< of the mapping that the tensors' views point into
};

/// One way of storing a model.
struct ModelFormat {
  const char* name;
  /// Whether the path is of this format, by its kind and name alone.
  bool (*recognises)(const std::filesystem::path& path);
  ModelFile (*open)(const std::filesystem::path& path);
};

/// Opens a file or folder in whichever format it is of. Throws Error(input).
ModelFile open_model_file(const std::filesystem::path& path);

}  // namespace coldread
