#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "api/value.h"
#include "io/tensor.h"

namespace coldread {

/// How settings and tensors are called: as transformers does, or as llama.cpp.
enum class Dialect { hub, gguf };

/// A model on disk, opened and not yet understood: its settings and its tensors.
struct ModelFile {
  std::string format;          ///< "gguf", "safetensors"
  std::filesystem::path path;  ///< as given
  std::string config_origin;   ///< the file that errors about settings name
  Dialect dialect = Dialect::hub;
  std::string family;                                 ///< what the settings say: "llama", "gpt2", or one that we lack
  Dict settings;                                      ///< config.json, or GGUF metadata
  std::vector<std::string> ignored;                   ///< settings that were there and were left out as asked
  std::vector<std::filesystem::path> settings_files;  ///< read for the settings, beside those of the weights
  std::vector<std::filesystem::path> weight_files;    ///< in the order in which they count
  const TensorTable* tensors = nullptr;
  std::shared_ptr<const void> owner;  ///< of the mapping that the tensors' views point into
};

/// One way of storing a model.
struct ModelFormat {
  const char* name;
  const char* files;                ///< what a person looks for: "config.json and model.safetensors"
  std::filesystem::file_type kind;  ///< regular or directory
  /// Whether a path of that kind holds this format, by what lies there.
  bool (*recognises)(const std::filesystem::path& path);
  ModelFile (*open)(const std::filesystem::path& path);
};

/// Whether a file or folder is a model in one of the formats.
bool holds_model(const std::filesystem::path& path);

/// "a .gguf file; config.json and model.safetensors; ...", of all formats.
std::string model_files_text();

/// Opens a file or folder in whichever format it is of; where none recognises it, the first of its kind says what is
/// missing. Throws Error(input).
ModelFile open_model_file(const std::filesystem::path& path);

/// How many layers to plan of so many that the settings announce, where each has tensors of its own: no more than one
/// beyond what the file can hold, whose first tensor will be missing. Nothing is made of a size that no file bears out.
std::size_t layers_to_plan(const ModelFile& file, std::int64_t announced);

}  // namespace coldread
