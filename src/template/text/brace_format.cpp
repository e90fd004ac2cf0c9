#include "template/text/brace_format.h"

#include "template/text/format_spec.h"
#include "template/text/markup.h"
#include "template/text/number_format.h"
#include "template/text/python_text.h"
#include "template/values/fault.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"
#include "template/values/subscript.h"

namespace coldread::jinja {
namespace {

class BraceFormatter {
 public:
  BraceFormatter(Runtime& runtime, const Arguments& arguments, const FieldAccess& access, bool markup)
      : runtime_(runtime), arguments_(arguments), access_(access), markup_(markup) {}

  std::string run(std::string_view format, int nesting) {
    if (nesting > 1) fail("Max string recursion exceeded");
    runtime_.spend_characters(format.size());
    std::string out;
    for (std::size_t at = 0; at < format.size();) {
      const char c = format[at++];
      if (c != '{' && c != '}') {
        out += c;
      } else if (at < format.size() && format[at] == c) {
        out += c;
        ++at;
      } else if (c == '}') {
        fail("Single '}' encountered in format string");
      } else {
        out += field(take_field(format, at), nesting);
        runtime_.check_bytes(out.size());
      }
    }
    return out;
  }

 private:
  /// The text up to the brace that closes the field at `at`, which moves behind it.
  static std::string_view take_field(std::string_view format, std::size_t& at) {
    const std::size_t start = at;
    int open = 1;
    for (; at < format.size(); ++at) {
      if (format[at] == '{') ++open;
      if (format[at] == '}' && --open == 0) return format.substr(start, at++ - start);
    }
    fail("Single '{' encountered in format string");
  }

  std::string field(std::string_view text, int nesting) {
    std::size_t end = 0;  // of the field's name: brackets may hold ! and :
    for (bool bracket = false; end < text.size(); ++end) {
      if (text[end] == '[') bracket = true;
      if (text[end] == ']') bracket = false;
      if (!bracket && (text[end] == '!' || text[end] == ':')) break;
    }
    Item value = look_up(text.substr(0, end));
    std::string_view rest = text.substr(end);
    if (rest.starts_with('!')) {
      if (rest.size() < 2 || (rest.size() > 2 && rest[2] != ':')) fail("expected ':' after conversion specifier");
      value = converted(value, rest[1]);
      rest.remove_prefix(2);
    }
    if (rest.starts_with(':')) rest.remove_prefix(1);
    const bool nested = rest.find('{') != std::string_view::npos || rest.find('}') != std::string_view::npos;
    return nested ? formatted(value, run(rest, nesting + 1)) : formatted(value, rest);
  }

  std::string formatted(const Item& value, std::string_view specification) {
    if (!markup_) return format_spec(runtime_, value, specification);
    if (!value.is_text() || !value.as_text().markup) return escape_html(format_spec(runtime_, value, specification));
    if (!specification.empty()) fail("Unsupported format specification for Markup.");
    return std::string(value.bytes());
  }

  Item converted(const Item& value, char conversion) {
    std::string text;
    if (conversion == 's') {
      write_str(runtime_, text, value);
    } else if (conversion == 'r' || conversion == 'a') {
      write_repr(runtime_, text, value);
    } else {
      fail("Unknown conversion specifier '" + std::string(1, conversion) + "'");
    }
    return runtime_.text(text);
  }

  Item look_up(std::string_view name) {
    const std::size_t head = std::min(name.find_first_of(".["), name.size());
    const bool is_formatter = access_.attribute != nullptr || markup_;  // string.Formatter, not str.format
    if (is_formatter && head == 0 && !name.empty()) fail("a format field that begins with '.' or '[' needs a number");
    Item value = argument(name.substr(0, head));
    for (std::size_t at = head; at < name.size();) {
      if (name[at] == '.') {
        const std::size_t end = std::min(name.find_first_of(".[", at + 1), name.size());
        value = attribute(value, name.substr(at + 1, end - at - 1));
        at = end;
        continue;
      }
      if (name[at] != '[') fail("Only '.' or '[' may follow ']' in format field specifier");
      const std::size_t close = name.find(']', at);
      if (close == std::string_view::npos) fail("Missing ']' in format string");
      const std::string_view key = name.substr(at + 1, close - at - 1);
      if (key.empty()) fail("Empty attribute in format string");
      const bool index = key.find_first_not_of("0123456789") == std::string_view::npos;
      const Item item = index ? Item::integer(*parse_integer(key)) : runtime_.borrowed(key);
      value = element(value, item);
      at = close + 1;
    }
    return value;
  }

  Item attribute(const Item& owner, std::string_view name) {
    if (name.empty()) fail("Empty attribute in format string");
    if (access_.attribute != nullptr) return access_.attribute(runtime_, owner, name);
    fail("a format field cannot reach the attribute '" + std::string(name) + "'");
  }

  Item element(const Item& owner, const Item& key) {
    if (access_.element != nullptr) return access_.element(runtime_, owner, key);
    need_defined(owner);
    if (key.is_text() && !owner.is_dict()) fail("indices must be integers, not '" + std::string(key.bytes()) + "'");
    const Item found = find_element(runtime_, owner, key);
    if (!found.is_absent()) {
      need_defined(found);
      return found;
    }
    fail_undefined(key.is_text() ? undefined_attribute(runtime_, owner, key.bytes())
                                 : undefined_element(runtime_, owner, key));
  }

  Item argument(std::string_view name) {
    const bool numbered = name.find_first_not_of("0123456789") == std::string_view::npos;
    if (!numbered) {
      for (std::size_t i = 0; i < arguments_.keyword_count; ++i) {
        if (arguments_.keywords[i].name == name) return arguments_.keywords[i].value;
      }
      fail("format() misses the argument '" + std::string(name) + "'");
    }
    const bool manual = !name.empty();
    if (numbering_ != 0 && (numbering_ == 2) != manual) {
      fail("cannot switch between manual field specification and automatic field numbering");
    }
    numbering_ = manual ? 2 : 1;
    const auto index = manual ? static_cast<std::size_t>(*parse_integer(name)) : next_++;
    if (index >= arguments_.count) {
      fail("Replacement index " + std::to_string(index) + " out of range for positional args tuple");
    }
    return arguments_.positional[index];
  }

  Runtime& runtime_;
  const Arguments& arguments_;
  FieldAccess access_;
  bool markup_;
  std::size_t next_ = 0;
  int numbering_ = 0;  ///< 0: none yet, 1: automatic, 2: by number
};

}  // namespace

Item brace_format(Runtime& runtime, const Text& format, const Arguments& arguments, const FieldAccess& access) {
  BraceFormatter formatter(runtime, arguments, access, format.markup);
  return runtime.text(formatter.run(format.bytes, 0), format.markup);
}

}  // namespace coldread::jinja
