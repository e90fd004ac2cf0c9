#include "io/safetensors.h"

#include <optional>
#include <system_error>
#include <utility>

#include "model/formats/float8.h"
#include "model/formats/hub_settings.h"
#include "model/model_file.h"

namespace coldread {
namespace {

bool recognises(const std::filesystem::path& path) {
  std::error_code unreadable;  // opening it says why
  return std::filesystem::exists(path / "model.safetensors", unreadable) ||
         std::filesystem::exists(path / "model.safetensors.index.json", unreadable);
}

/// The folder's files, and its tensors with their scales.
struct Opened {
  SafetensorsFolder folder;
  TensorTable scaled;
};

ModelFile open(const std::filesystem::path& path) {
  ModelFile result = open_hub_settings(path, "safetensors");
  auto opened = std::make_shared<Opened>(Opened{.folder = SafetensorsFolder(path), .scaled = {}});
  result.weight_files = opened->folder.files();
  result.tensors = &opened->folder.tensors();
  if (const std::optional<Float8Quantization> float8 = take_float8(result.settings)) {
    opened->scaled = with_scales(opened->folder.tensors(), *float8, path.string());
    result.tensors = &opened->scaled;
  }
  result.owner = std::move(opened);
  return result;
}

}  // namespace

extern const ModelFormat safetensors_format;
const ModelFormat safetensors_format = {.name = "safetensors",
                                        .files = "config.json and model.safetensors",
                                        .kind = std::filesystem::file_type::directory,
                                        .recognises = recognises,
                                        .open = open};

}  // namespace coldread
