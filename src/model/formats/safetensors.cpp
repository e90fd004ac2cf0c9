#include "io/safetensors.h"

#include <utility>

#include "base/error.h"
#include "io/file.h"
#include "io/json.h"
#include "model/model_file.h"

namespace coldread {
namespace {

bool recognises(const std::filesystem::path& path) {
  return std::filesystem::is_directory(path);
}

ModelFile open(const std::filesystem::path& path) {
  const std::filesystem::path config = path / "config.json";
  ModelFile result;
  result.format = "safetensors";
  result.path = path;
  result.config_origin = config.string();
  const Value settings = parse_json(read_text_file(config), config.string());
  if (!settings.is_dict()) throw Error(ErrorCode::input, config.string() + ": must be a JSON object");
  result.settings = settings.as_dict();
  const Value* family = result.settings.find("model_type");
  if (family == nullptr || !family->is_string()) {
    throw Error(ErrorCode::input, config.string() + ": 'model_type' is missing or no string");
  }
  result.family = family->as_string();
  auto folder = std::make_shared<SafetensorsFolder>(path);
  result.weight_files = folder->files();
  result.tensors = &folder->tensors();
  result.owner = std::move(folder);
  return result;
}

}  // namespace

extern const ModelFormat safetensors_format;
const ModelFormat safetensors_format = {.name = "safetensors", .recognises = recognises, .open = open};

}  // namespace coldread
