#include "template/text/python_text.h"

#include <array>
#include <charconv>
#include <cstdio>

#include "base/number_text.h"
#include "base/python_chars.h"
#include "base/unicode.h"
#include "template/values/cursor.h"
#include "template/values/fault.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

void write_integer(std::string& out, std::int64_t value) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end.ptr);
}

void write_hex(std::string& out, const char* format, char32_t c) {
  std::array<char, 16> escape{};
  const int length = std::snprintf(escape.data(), escape.size(), format, static_cast<unsigned>(c));
  out.append(escape.data(), static_cast<std::size_t>(length));
}

void write_items(Runtime& runtime, std::string& out, const Sequence& sequence) {
  bool first = true;
  for (const Item& item : sequence.items) {
    if (!first) out += ", ";
    first = false;
    write_repr(runtime, out, item);
  }
}

void write_mapping(Runtime& runtime, std::string& out, const Mapping& mapping) {
  out += '{';
  bool first = true;
  for (const Mapping::Entry& entry : mapping.entries()) {
    if (!first) out += ", ";
    first = false;
    write_repr(runtime, out, entry.key);
    out += ": ";
    write_repr(runtime, out, entry.value);
  }
  out += '}';
}

void write_view(Runtime& runtime, std::string& out, const View& view) {
  out += type_name(Item(&view));
  out += "([";
  for (std::size_t i = 0; i < view.mapping->size(); ++i) {
    if (i > 0) out += ", ";
    write_repr(runtime, out, view_item(runtime, view, i));
  }
  out += "])";
}

void write_range(std::string& out, const Range& range) {
  out += "range(" + std::to_string(range.start) + ", " + std::to_string(range.stop);
  if (range.step != 1) out += ", " + std::to_string(range.step);
  out += ')';
}

}  // namespace

void write_quoted(std::string& out, std::string_view text) {
  const bool apostrophe = text.find('\'') != std::string_view::npos;
  const char quote = apostrophe && text.find('"') == std::string_view::npos ? '"' : '\'';
  out += quote;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    const char32_t c = point.value;
    if (c == static_cast<char32_t>(quote) || c == U'\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == U'\n') {
      out += "\\n";
    } else if (c == U'\r') {
      out += "\\r";
    } else if (c == U'\t') {
      out += "\\t";
    } else if ((c >= 0x20 && c < 0x7F) || (c > 0x7F && is_python_printable(c))) {
      out.append(text, i, point.length);
    } else {
      write_hex(out, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    }
    i += point.length;
  }
  out += quote;
}

void write_str(Runtime& runtime, std::string& out, const Item& item) {
  if (item.is_text()) {
    out += item.bytes();
  } else if (item.is_undefined()) {
    need_lenient(item);
  } else {
    write_repr(runtime, out, item);
  }
}

void write_repr(Runtime& runtime, std::string& out, const Item& item) {
  runtime.spend();
  const Runtime::Level level(runtime);
  switch (item.kind()) {
    case Item::Kind::absent:
    case Item::Kind::none:
      out += "None";
      break;
    case Item::Kind::undefined:
      out += "Undefined";
      break;
    case Item::Kind::boolean:
      out += item.as_boolean() ? "True" : "False";
      break;
    case Item::Kind::integer:
      write_integer(out, item.as_integer());
      break;
    case Item::Kind::real:
      out += number_text(item.as_real());
      break;
    case Item::Kind::text:
      runtime.spend_characters(item.bytes().size());
      if (item.as_text().markup) out += "Markup(";
      write_quoted(out, item.bytes());
      if (item.as_text().markup) out += ')';
      break;
    case Item::Kind::list:
      out += '[';
      write_items(runtime, out, item.sequence());
      out += ']';
      break;
    case Item::Kind::tuple:
      out += '(';
      write_items(runtime, out, item.sequence());
      out += item.sequence().items.size() == 1 ? ",)" : ")";
      break;
    case Item::Kind::dict:
      write_mapping(runtime, out, item.mapping());
      break;
    case Item::Kind::view:
      write_view(runtime, out, item.view());
      break;
    case Item::Kind::range:
      write_range(out, item.range());
      break;
    case Item::Kind::iterator:
      fail("a generator has no text; put |list after it");
    case Item::Kind::object:
      if (!item.object().write(runtime, out)) {
        fail("'" + std::string(item.object().type_name()) + "' object has no text; was a call meant?");
      }
      break;
  }
  runtime.check_bytes(out.size());
}

Item to_text(Runtime& runtime, const Item& item) {
  if (item.is_text()) return item;
  std::string out;
  write_str(runtime, out, item);
  return runtime.text(out);
}

std::string_view to_bytes(Runtime& runtime, const Item& item) {
  return to_text(runtime, item).bytes();
}

}  // namespace coldread::jinja
