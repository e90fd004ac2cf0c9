#include "model/model_file.h"

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
  for (const ModelFormat* format : kFormats) {
    if (format->recognises(path)) return format->open(path);
  }
  std::error_code unreadable;
  throw Error(ErrorCode::input,
              path.string() + (std::filesystem::exists(path, unreadable) ? ": is neither a file nor a folder"
                                                                         : ": no such model file or folder"));
}

}  // namespace coldread
