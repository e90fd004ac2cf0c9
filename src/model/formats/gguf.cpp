#include "io/gguf.h"

#include <array>
#include <fstream>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "model/model_file.h"

namespace coldread {
namespace {

bool recognises(const std::filesystem::path& path) {
  std::array<char, 4> magic{};
  std::ifstream file(path, std::ios::binary);  // opening it for good says what is wrong
  return file.read(magic.data(), 4) && std::string_view(magic.data(), magic.size()) == "GGUF";
}

ModelFile open(const std::filesystem::path& path) {
  auto file = std::make_shared<GgufFile>(path);
  const std::string origin = path.string();
  const auto family = file->text("general.architecture");
  if (!family) throw Error(ErrorCode::input, origin + ": 'general.architecture' is missing");
  if (file->text("general.type").value_or("model") != "model") {
    throw Error(ErrorCode::input, origin + ": holds no model but a '" + *file->text("general.type") + "'");
  }
  if (file->integer("split.count").value_or(1) > 1) {
    throw Error(ErrorCode::input,
                origin + ": is one part of a split model; join the parts first (llama-gguf-split --merge)");
  }
  ModelFile result;
  result.format = "gguf";
  result.path = path;
  result.config_origin = origin;
  result.dialect = Dialect::gguf;
  result.family = *family;
  result.settings = file->metadata();
  result.weight_files = {path};
  result.tensors = &file->tensors();
  result.owner = std::move(file);
  return result;
}

}  // namespace

extern const ModelFormat gguf_format;
const ModelFormat gguf_format = {.name = "gguf",
                                 .files = "a .gguf file",
                                 .kind = std::filesystem::file_type::regular,
                                 .recognises = recognises,
                                 .open = open};

}  // namespace coldread
