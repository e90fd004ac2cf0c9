#include "model/model_file.h"

#include <algorithm>
#include <array>

#include "base/error.h"

namespace coldread {

#define MODEL_FORMAT(name) extern const ModelFormat name##_format;
#include "model/formats/formats.inc"
#undef MODEL_FORMAT

namespace {

const std::array kFormats = {
#define MODEL_FORMAT(name) &name##_format,
#include "model/formats/formats.inc"
#undef MODEL_FORMAT
};

}  // namespace

ModelFile open_model_file(const std::filesystem::path& path) {
  std::error_code unreadable;
  const std::filesystem::file_type kind = std::filesystem::status(path, unreadable).type();
  const ModelFormat* first = nullptr;
  for (const ModelFormat* format : kFormats) {
    if (format->kind != kind) continue;
    if (format->recognises(path)) return format->open(path);
    if (first == nullptr) first = format;
  }
  if (first != nullptr) return first->open(path);
  throw Error(ErrorCode::input,
              path.string() + (std::filesystem::exists(path, unreadable) ? ": is neither a file nor a folder"
                                                                         : ": no such model file or folder"));
}

std::size_t layers_to_plan(const ModelFile& file, std::int64_t announced) {
  return std::min(static_cast<std::size_t>(announced), file.tensors->size() + 1);
}

}  // namespace coldread
