#include "runner/config/chat_settings.h"

#include <vector>

#include "base/error.h"
#include "task/chat_template.h"

namespace coldread {
namespace {

/// "name=value,...": a comma inside of a value's brackets or quotes does not part.
std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts(1);
  int open = 0;
  char quote = '\0';
  for (const char c : text) {
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{') {
      ++open;
    } else if (c == ']' || c == '}') {
      --open;
    } else if (c == ',' && open == 0) {
      parts.emplace_back();
      continue;
    }
    parts.back() += c;
  }
  return parts;
}

void add_arguments(const std::string& text, const std::string& name, Dict& arguments) {
  if (text.starts_with('{')) {
    const Value whole = to_value(parse_yaml(text, name));
    for (const auto& [key, value] : whole.as_dict()) arguments.set(key, value);
    return;
  }
  for (const std::string& part : parts_of(text)) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Error(ErrorCode::usage, name + " " + text + ": write it as name=value,name=value");
    }
    arguments.set(part.substr(0, equals), to_value(parse_yaml(part.substr(equals + 1), name)));
  }
}

}  // namespace

CalendarDate read_date(const YamlNode& node, const std::string& name) {
  try {
    return parse_date(named(node, name).text());
  } catch (const Error& error) {
    throw Error(ErrorCode::usage, node.place(), name + ": " + error.what());
  }
}

Dict read_chat_arguments(const YamlNode& node, const std::string& name) {
  Dict arguments;
  if (node.is_dict()) {
    arguments = to_value(node).as_dict();
  } else {
    for (const std::string& text : texts_of(node, name)) add_arguments(text, name, arguments);
  }
  try {
    check_chat_arguments(arguments);
  } catch (const Error& error) {
    throw Error(ErrorCode::usage, node.place(), error.what());
  }
  return arguments;
}

}  // namespace coldread
