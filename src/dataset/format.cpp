#include "dataset/format.h"

#include "api/named_value.h"

namespace coldread {

#define FORMAT(name) DatasetFormat format_##name();
#include "dataset/formats.inc"
#undef FORMAT

const std::vector<DatasetFormat>& dataset_formats() {
#define FORMAT(name) format_##name(),
  static const std::vector<DatasetFormat> formats{
#include "dataset/formats.inc"
  };
#undef FORMAT
  return formats;
}

const DatasetFormat* find_dataset_format(std::string_view name) {
  for (const DatasetFormat& format : dataset_formats()) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

std::string text_option(const Dict& options, std::string_view name, std::string_view fallback) {
  const Value* value = options.find(name);
  if (value == nullptr || value->is_null()) return std::string(fallback);
  return NamedValue(*value, "dataset_kwargs." + std::string(name)).text();
}

}  // namespace coldread
