#include "io/pytorch.h"

#include <system_error>
#include <utility>

#include "model/formats/hub_settings.h"
#include "model/model_file.h"

namespace coldread {
namespace {

bool recognises(const std::filesystem::path& path) {
  std::error_code unreadable;  // opening it says why
  return std::filesystem::exists(path / "pytorch_model.bin", unreadable) ||
         std::filesystem::exists(path / "pytorch_model.bin.index.json", unreadable);
}

ModelFile open(const std::filesystem::path& path) {
  ModelFile result = open_hub_settings(path, "pytorch");
  auto folder = std::make_shared<PytorchFolder>(path);
  result.weight_files = folder->files();
  result.tensors = &folder->tensors();
  result.owner = std::move(folder);
  return result;
}

}  // namespace

extern const ModelFormat pytorch_format;
const ModelFormat pytorch_format = {.name = "pytorch",
                                    .files = "config.json and pytorch_model.bin",
                                    .kind = std::filesystem::file_type::directory,
                                    .recognises = recognises,
                                    .open = open};

}  // namespace coldread
