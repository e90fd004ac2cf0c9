#include "template/text/format_spec.h"

#include <cmath>
#include <string>

#include "base/number_text.h"
#include "base/unicode.h"
#include "template/text/number_format.h"
#include "template/text/python_text.h"
#include "template/values/characters.h"
#include "template/values/fault.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

struct Spec {
  std::string fill = " ";
  char align = 0;  ///< one of < > = ^; 0: the type's own
  char sign = '-';
  bool alternate = false;
  std::size_t width = 0;
  char grouping = 0;
  std::int64_t precision = -1;
  char type = 0;
};

bool is_align(char c) {
  return c == '<' || c == '>' || c == '=' || c == '^';
}

std::int64_t read_number(Runtime& runtime, std::string_view text, std::size_t& at) {
  std::int64_t value = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    value = value * 10 + (text[at++] - '0');
    if (value > static_cast<std::int64_t>(runtime.limits().output_bytes)) fail("width or precision too big");
  }
  return value;
}

Spec parse(Runtime& runtime, std::string_view text) {
  Spec spec;
  std::size_t at = 0;
  const auto have = [&](char c) { return at < text.size() && text[at] == c; };
  const std::size_t second = next_character(text, 0);
  if (second < text.size() && is_align(text[second])) {
    spec.fill = text.substr(0, second);
    spec.align = text[second];
    at = second + 1;
  } else if (!text.empty() && is_align(text[0])) {
    spec.align = text[at++];
  }
  if (have('+') || have('-') || have(' ')) spec.sign = text[at++];
  if (have('z')) ++at;
  if (have('#')) {
    spec.alternate = true;
    ++at;
  }
  if (have('0') && spec.align == 0) {
    spec.fill = "0";
    spec.align = '=';
    ++at;
  }
  spec.width = static_cast<std::size_t>(read_number(runtime, text, at));
  if (have(',') || have('_')) spec.grouping = text[at++];
  if (have('.')) {
    const std::size_t start = ++at;
    spec.precision = read_number(runtime, text, at);
    if (at == start) fail("Format specifier missing precision");
  }
  if (at < text.size()) spec.type = text[at++];
  if (at != text.size()) fail("Invalid format specifier '" + std::string(text) + "'");
  runtime.spend_bytes(spec.width * spec.fill.size());
  return spec;
}

[[noreturn]] void unknown_type(const Spec& spec, const Item& value) {
  fail("Unknown format code '" + std::string(1, spec.type) + "' for object of type '" + std::string(type_name(value)) +
       "'");
}

std::string pad(const Spec& spec, char own_align, const std::string& prefix, const std::string& body) {
  std::size_t length = prefix.size() + count_characters(body);
  const char align = spec.align == 0 ? own_align : spec.align;
  if (align == '=' && spec.fill == "0" && spec.grouping != 0) {  // the zeros are grouped too
    const std::size_t whole = body.find_first_of(".eE");
    std::string digits;
    for (const char c : body.substr(0, whole)) {
      if (c != spec.grouping) digits += c;
    }
    const std::string tail = whole == std::string::npos ? "" : body.substr(whole);
    while (prefix.size() + count_characters(group_digits(digits, spec.grouping, 3)) + tail.size() < spec.width) {
      digits.insert(0, 1, '0');
      if (digits.size() > 4096) fail("width too big for grouped zeros");
    }
    return prefix + group_digits(digits, spec.grouping, 3) + tail;
  }
  const std::size_t missing = spec.width > length ? spec.width - length : 0;
  const auto filling = [&](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += spec.fill;
    return text;
  };
  switch (align) {
    case '<':
      return prefix + body + filling(missing);
    case '^':
      return filling(missing / 2) + prefix + body + filling(missing - missing / 2);
    case '=':
      return prefix + filling(missing) + body;
    default:
      return filling(missing) + prefix + body;
  }
}

std::string sign_of(const Spec& spec, bool negative) {
  return negative ? "-" : spec.sign == '+' ? "+" : spec.sign == ' ' ? " " : "";
}

std::string format_real(const Spec& spec, const Item& value) {
  const double number = value.as_number();
  const bool negative = std::signbit(number) && !std::isnan(number);
  const double magnitude = std::fabs(number);
  const bool percent = spec.type == '%';
  std::string digits;
  if (spec.type == 0 && spec.precision < 0) {
    digits = number_text(magnitude);
  } else if (spec.type == 0) {
    // As 'g', but with a digit after the point.
    digits = real_digits(magnitude, 'g', static_cast<int>(spec.precision), spec.alternate);
    const bool fixed = std::isfinite(magnitude) && digits.find_first_of(".e") == std::string::npos;
    if (fixed && static_cast<std::int64_t>(digits.size()) >= std::max<std::int64_t>(spec.precision, 1)) {
      digits = real_digits(magnitude, 'e', static_cast<int>(std::max<std::int64_t>(spec.precision, 1)) - 1, false);
      const std::size_t e = digits.find('e');
      std::string mantissa = digits.substr(0, e);
      if (mantissa.find('.') != std::string::npos) {
        while (mantissa.back() == '0') mantissa.pop_back();
        if (mantissa.back() == '.') mantissa.pop_back();
      }
      digits = mantissa + digits.substr(e);
    } else if (fixed) {
      digits += ".0";
    }
  } else if (percent || std::string_view("eEfFgGn").find(spec.type) != std::string_view::npos) {
    const int precision = spec.precision < 0 ? 6 : static_cast<int>(spec.precision);
    const char style = percent ? 'f' : spec.type == 'n' ? 'g' : spec.type;
    digits = real_digits(percent ? magnitude * 100 : magnitude, style, precision, spec.alternate);
    if (percent) digits += '%';
  } else {
    unknown_type(spec, value);
  }
  if (spec.grouping != 0 && std::isfinite(magnitude)) {
    const std::string tail = percent ? "%" : "";
    digits = group_digits(percent ? digits.substr(0, digits.size() - 1) : digits, spec.grouping, 3) + tail;
  }
  return pad(spec, '>', sign_of(spec, negative), digits);
}

std::string format_integer(const Spec& spec, const Item& value) {
  if (std::string_view("eEfFgG%").find(spec.type) != std::string_view::npos && spec.type != 0) {
    return format_real(spec, value);
  }
  if (spec.precision >= 0) fail("Precision not allowed in integer format specifier");
  const std::int64_t number = value.as_integer();
  std::string prefix = sign_of(spec, number < 0);
  switch (spec.type) {
    case 0:
    case 'd':
    case 'n': {
      std::string digits = integer_digits(number, 10);
      if (spec.grouping != 0) digits = group_digits(digits, spec.grouping, 3);
      return pad(spec, '>', prefix, digits);
    }
    case 'b':
    case 'o':
    case 'x':
    case 'X': {
      std::string digits = integer_digits(number, spec.type == 'b' ? 2 : spec.type == 'o' ? 8 : 16);
      if (spec.alternate) prefix += std::string("0") + spec.type;
      if (spec.grouping == ',') fail("Cannot specify ',' with '" + std::string(1, spec.type) + "'.");
      if (spec.grouping != 0) digits = group_digits(digits, '_', 4);
      if (spec.type == 'X') {
        for (char& c : digits) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
      }
      return pad(spec, '>', prefix, digits);
    }
    case 'c': {
      if (number < 0 || number > 0x10FFFF) fail("%c arg not in range(0x110000)");
      std::string text;
      append_utf8(text, static_cast<char32_t>(number));
      return pad(spec, '<', {}, text);
    }
    default:
      unknown_type(spec, value);
  }
}

std::string format_text(const Spec& spec, const Item& value) {
  if (spec.type != 0 && spec.type != 's') unknown_type(spec, value);
  if (spec.sign != '-') fail("Sign not allowed in string format specifier");
  if (spec.align == '=' && spec.fill != "0") fail("'=' alignment not allowed in string format specifier");
  if (spec.grouping != 0) fail("Cannot specify ',' with 's'.");
  std::string text(value.bytes());
  if (spec.precision >= 0) text.resize(character_offset(text, static_cast<std::size_t>(spec.precision)));
  Spec aligned = spec;
  if (spec.align == '=') aligned.align = '<';
  return pad(aligned, '<', {}, text);
}

}  // namespace

std::string format_spec(Runtime& runtime, const Item& value, std::string_view specification) {
  need_lenient(value);
  std::string plain;
  if (specification.empty()) {
    write_str(runtime, plain, value);
    return plain;
  }
  const Spec spec = parse(runtime, specification);
  if (value.is_real()) return format_real(spec, value);
  if (value.is_integral()) return format_integer(spec, value);
  if (value.is_text()) return format_text(spec, value);
  fail("unsupported format string passed to " + std::string(type_name(value)) + ".__format__");
}

}  // namespace coldread::jinja
