#include <array>
#include <cmath>

#include "template/library/filters.h"
#include "template/library/parameters.h"
#include "template/text/json_text.h"
#include "template/text/markup.h"
#include "template/text/python_text.h"
#include "template/values/cursor.h"
#include "template/values/fault.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

Item escape(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("escape", arguments, {});
  if (input.is_text()) runtime.spend_characters(input.bytes().size());
  return runtime.text(escaped(to_text(runtime, input)), true);
}

Item forceescape(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("forceescape", arguments, {});
  if (input.is_text()) runtime.spend_characters(input.bytes().size());
  return runtime.text(escape_html(to_bytes(runtime, input)), true);
}

Item safe(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("safe", arguments, {});
  return runtime.text(to_bytes(runtime, input), true);
}

Item striptags(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("striptags", arguments, {});
  if (input.is_text()) runtime.spend_characters(input.bytes().size());
  return runtime.text(strip_tags(to_bytes(runtime, input)));
}

std::string quote(std::string_view text, bool in_query) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || c == '_' ||
                       c == '.' || c == '-' || c == '~' || (c == '/' && !in_query);
    if (plain) {
      out += c;
    } else if (c == ' ' && in_query) {
      out += '+';
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

Item urlencode(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("urlencode", arguments, {});
  need_lenient(input);
  if (input.is_text()) runtime.spend_characters(input.bytes().size());
  if (input.is_text() || !iterable(input)) return runtime.text(quote(to_bytes(runtime, input), false));
  const View entries{input.is_dict() ? &input.mapping() : nullptr, View::Part::items};
  Cursor cursor(runtime, input.is_dict() ? Item(&entries) : input);
  std::string out;
  for (Item pair; cursor.next(pair);) {
    const Sequence* parts = collect(runtime, pair);
    if (parts->items.size() != 2) fail("urlencode wants a string, a dict or pairs");
    if (!out.empty()) out += '&';
    out += quote(to_bytes(runtime, parts->items[0]), true) + "=" + quote(to_bytes(runtime, parts->items[1]), true);
  }
  return runtime.text(out);
}

Item xmlattr(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("xmlattr", arguments, {"autospace"});
  need_defined(input);
  if (!input.is_dict()) fail("xmlattr wants a dict");
  std::string out;
  for (const Mapping::Entry& entry : input.mapping().entries()) {
    if (entry.value.is_none() || entry.value.is_undefined()) continue;
    const Item key = to_text(runtime, entry.key);
    if (key.bytes().find_first_of(" \t\n\r\f\v/>=") != std::string_view::npos) {
      fail("invalid character in attribute name '" + std::string(key.bytes()) + "'");
    }
    if (!out.empty()) out += ' ';
    out += escaped(key) + "=\"" + escaped(to_text(runtime, entry.value)) + "\"";
  }
  if (!out.empty() && parameters.truth_or(0, true)) out.insert(0, 1, ' ');
  return runtime.text(out);
}

void set_indent(Runtime& runtime, JsonTextStyle& style, const Item& indent) {
  if (indent.is_absent() || indent.is_none()) return;
  style.indented = true;
  style.item_separator = ",";
  if (indent.is_text()) {
    style.indent = indent.bytes();
  } else if (indent.is_integral()) {
    const auto width = static_cast<std::size_t>(std::max<std::int64_t>(0, indent.as_integer()));
    runtime.spend_bytes(width);
    style.indent.assign(width, ' ');
  } else {
    fail("tojson: the indent must be an integer or a string");
  }
}

/// For HTML: sorted keys, and < > & ' as escapes.
Item task_json(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("tojson", arguments, {"indent"});
  JsonTextStyle style;
  style.sort_keys = true;
  set_indent(runtime, style, parameters[0]);
  std::string out;
  for (const char c : to_json_text(runtime, input, style)) {
    switch (c) {
      case '<':
        out += "\\u003c";
        break;
      case '>':
        out += "\\u003e";
        break;
      case '&':
        out += "\\u0026";
        break;
      case '\'':
        out += "\\u0027";
        break;
      default:
        out += c;
    }
  }
  return runtime.text(out, true);
}

/// As chat templates expect it: plain json.dumps.
Item chat_json(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("tojson", arguments, {"ensure_ascii", "indent", "separators", "sort_keys"});
  JsonTextStyle style;
  style.ascii_only = parameters.truth_or(0, false);
  style.sort_keys = parameters.truth_or(3, false);
  set_indent(runtime, style, parameters[1]);
  if (parameters.given_and_not_none(2)) {
    const Sequence* pair = collect(runtime, parameters[2]);
    if (pair->items.size() != 2 || !pair->items[0].is_text() || !pair->items[1].is_text()) {
      fail("tojson: separators are two strings");
    }
    style.item_separator = pair->items[0].bytes();
    style.key_separator = pair->items[1].bytes();
  }
  return runtime.text(to_json_text(runtime, input, style));
}

Item tojson(Runtime& runtime, const Item& input, const Arguments& arguments) {
  return runtime.chat() ? chat_json(runtime, input, arguments) : task_json(runtime, input, arguments);
}

constexpr std::array kFilters = {
    FilterEntry{"escape", escape},           FilterEntry{"e", escape},
    FilterEntry{"forceescape", forceescape}, FilterEntry{"safe", safe},
    FilterEntry{"striptags", striptags},     FilterEntry{"urlencode", urlencode},
    FilterEntry{"xmlattr", xmlattr},         FilterEntry{"tojson", tojson},
};

}  // namespace

std::span<const FilterEntry> markup_filters() {
  return kFilters;
}

}  // namespace coldread::jinja
