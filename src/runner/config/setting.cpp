#include "runner/config/setting.h"

#include "api/named_value.h"
#include "sampling/options.h"

namespace coldread {
SettingOptions run_setting_options(const Dict& options) {
  SettingOptions setting;
  Dict sampling;
  for (const auto& [name, value] : options) {
    if (name == "max_tokens") {
      setting.max_tokens = NamedValue(value, name).integer(1);
    } else if (name == "until") {
      setting.until = NamedValue(value, name).texts();
      std::erase(*setting.until, "");
    } else {
      sampling.set(name, value);
    }
  }
  setting.sampling = sampling_settings(sampling);
  if (options.contains("seed")) setting.seed = static_cast<std::int64_t>(setting.sampling.seed);
  return setting;
}

}  // namespace coldread
