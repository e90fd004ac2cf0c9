#include "runner/config/setting.h"

#include "base/error.h"
#include "sampling/options.h"

namespace coldread {
namespace {

std::vector<std::string> stop_strings(const Value& value) {
  std::vector<std::string> stops;
  const List items = value.is_list() ? value.as_list() : List{value};
  for (const Value& item : items) {
    if (!item.is_string()) throw Error(ErrorCode::usage, "until must be a string or a list of strings");
    if (!item.as_string().empty()) stops.push_back(item.as_string());
  }
  return stops;
}

}  // namespace

SettingOptions run_setting_options(const Dict& options) {
  SettingOptions setting;
  Dict sampling;
  for (const auto& [name, value] : options) {
    if (name == "max_tokens") {
      if (!value.is_int() || value.as_int() < 1) throw Error(ErrorCode::usage, "max_tokens must be 1 or more");
      setting.max_tokens = value.as_int();
    } else if (name == "until") {
      setting.until = stop_strings(value);
    } else {
      sampling.set(name, value);
    }
  }
  setting.sampling = sampling_settings(sampling);
  if (options.contains("seed")) setting.seed = static_cast<std::int64_t>(setting.sampling.seed);
  return setting;
}

}  // namespace coldread
