#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "api/value.h"
#include "base/calendar_date.h"
#include "io/yaml.h"

namespace coldread {

/// What the chat templates of a run are and know, as asked for.
struct ChatSettings {
  std::filesystem::path file;        ///< a template in place of each model's own; empty: the model's own
  std::optional<CalendarDate> date;  ///< that templates take for today; absent: CalendarDate's default
  Dict arguments;                    ///< variables of templates beside the messages
};

/// A date as text. name: for errors. Throws Error(usage) with the place.
CalendarDate read_date(const YamlNode& node, const std::string& name);

/// Variables of chat templates: a dict of a config, or texts of a flag, each "name=value,..." with values in YAML or a
/// whole dict in JSON. Throws Error(usage) with the place or the flag.
Dict read_chat_arguments(const YamlNode& node, const std::string& name);

}  // namespace coldread
