#pragma once

#include <string>

#include "template/values/item.h"

namespace coldread::jinja {

struct JsonTextStyle {
  bool ascii_only = true;
  bool sort_keys = false;
  bool indented = false;
  std::string indent;  ///< of one level
  std::string item_separator = ", ";
  std::string key_separator = ": ";
};

/// Python's json.dumps(). Faults on what JSON has no form for.
std::string to_json_text(Runtime& runtime, const Item& item, const JsonTextStyle& style);

}  // namespace coldread::jinja
