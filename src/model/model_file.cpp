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

/// nullptr where none recognises it.
const ModelFormat* format_of(const std::filesystem::path& path, std::filesystem::file_type kind) {
  const auto* const found = std::ranges::find_if(
      kFormats, [&](const ModelFormat* format) { return format->kind == kind && format->recognises(path); });
  return found == kFormats.end() ? nullptr : *found;
}

}  // namespace

bool holds_model(const std::filesystem::path& path) {
  std::error_code unreadable;
  return format_of(path, std::filesystem::status(path, unreadable).type()) != nullptr;
}

std::string model_files_text() {
  std::string text;
  for (const ModelFormat* format : kFormats) text += (text.empty() ? "" : "; ") + std::string(format->files);
  return text;
}

ModelFile open_model_file(const std::filesystem::path& path) {
  std::error_code unreadable;
  const std::filesystem::file_type kind = std::filesystem::status(path, unreadable).type();
  if (const ModelFormat* format = format_of(path, kind)) return format->open(path);
  const auto* const first = std::ranges::find(kFormats, kind, &ModelFormat::kind);
  if (first != kFormats.end()) return (*first)->open(path);
  throw Error(ErrorCode::input,
              path.string() + (std::filesystem::exists(path, unreadable) ? ": is neither a file nor a folder"
                                                                         : ": no such model file or folder"));
}

std::size_t layers_to_plan(const ModelFile& file, std::int64_t announced) {
  return std::min(static_cast<std::size_t>(announced), file.tensors->size() + 1);
}

}  // namespace coldread
