#include <array>

#include "base/python_chars.h"
#include "base/unicode.h"
#include "template/library/methods.h"
#include "template/library/parameters.h"
#include "template/text/letter_case.h"
#include "template/values/characters.h"
#include "template/values/length.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

void none_wanted(std::string_view name, const Arguments& arguments) {
  Parameters(name, arguments, {});
}

/// A method without arguments that makes another text.
template <std::string (*change)(std::string_view)>
Item changed(Runtime& runtime, const Item& self, const Arguments& arguments) {
  none_wanted("this method", arguments);
  runtime.spend_characters(self.bytes().size());
  return runtime.text(change(self.bytes()));
}

bool cased(char32_t c) {
  return is_python_lower(c) || is_python_upper(c) || is_python_title(c);
}

/// The lower case of the character at `at`. That of the Greek sigma depends on its neighbours: a window around it is
/// lowered, long enough for all marks that may stand between it and a letter in real text.
void append_lower(std::string& out, std::string_view text, std::size_t at, std::size_t length) {
  if (code_point_at(text, at).value != 0x3A3) {
    out += lower(text.substr(at, length));
    return;
  }
  constexpr std::size_t kWindow = 64;
  std::size_t start = at > kWindow ? at - kWindow : 0;
  while (start < at && continues_character(text[start])) ++start;
  const std::string before = lower(text.substr(start, at - start));
  out += std::string_view(lower(text.substr(start, at - start + length + kWindow))).substr(before.size(), 2);
}

std::string title(std::string_view text) {
  std::string out;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (inside) {
      append_lower(out, text, at, point.length);
    } else {
      append_title_case(out, point.value);
    }
    inside = cased(point.value);
    at += point.length;
  }
  return out;
}

std::string swapcase(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (is_python_upper(point.value)) {
      append_lower(out, text, at, point.length);
    } else if (is_python_lower(point.value)) {
      out += upper(text.substr(at, point.length));
    } else {
      out += text.substr(at, point.length);
    }
    at += point.length;
  }
  return out;
}

template <bool (*holds)(char32_t)>
Item all_characters(Runtime& runtime, const Item& self, const Arguments& arguments) {
  none_wanted("this method", arguments);
  runtime.spend_characters(self.bytes().size());
  const std::string_view text = self.bytes();
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (!holds(point.value)) return Item::boolean(false);
    at += point.length;
  }
  return Item::boolean(!text.empty());
}

bool letter(char32_t c) {
  return is_letter(c);
}
bool space(char32_t c) {
  return is_python_space(c);
}
bool decimal(char32_t c) {
  return is_python_decimal(c);
}
bool digit(char32_t c) {
  return is_python_digit(c);
}
bool numeric(char32_t c) {
  return is_python_numeric(c);
}
bool alphanumeric(char32_t c) {
  return is_python_alphanumeric(c);
}
bool printable(char32_t c) {
  return is_python_printable(c);
}

Item isprintable(Runtime& runtime, const Item& self, const Arguments& arguments) {
  return self.bytes().empty() ? Item::boolean(true) : all_characters<printable>(runtime, self, arguments);
}

Item isascii(Runtime& runtime, const Item& self, const Arguments& arguments) {
  none_wanted("isascii", arguments);
  return Item::boolean(is_ascii(runtime, self.as_text()));
}

template <LetterCase wanted>
Item is_case(Runtime& runtime, const Item& self, const Arguments& arguments) {
  none_wanted("this method", arguments);
  runtime.spend_characters(self.bytes().size());
  return Item::boolean(has_case(self.bytes(), wanted));
}

Item istitle(Runtime& runtime, const Item& self, const Arguments& arguments) {
  none_wanted("istitle", arguments);
  runtime.spend_characters(self.bytes().size());
  bool found = false;
  bool inside = false;
  for (const char32_t c : to_utf32(self.bytes())) {
    const bool capital = is_python_upper(c) || is_python_title(c);
    if ((capital && inside) || (is_python_lower(c) && !inside)) return Item::boolean(false);
    inside = cased(c);
    found = found || inside;
  }
  return Item::boolean(found);
}

constexpr std::array kMethods = {
    Method{"lower", changed<lower>},
    Method{"upper", changed<upper>},
    Method{"capitalize", changed<capitalize>},
    Method{"title", changed<title>},
    Method{"swapcase", changed<swapcase>},
    Method{"casefold", changed<casefold>},
    Method{"isdigit", all_characters<digit>},
    Method{"isdecimal", all_characters<decimal>},
    Method{"isnumeric", all_characters<numeric>},
    Method{"isalpha", all_characters<letter>},
    Method{"isalnum", all_characters<alphanumeric>},
    Method{"isspace", all_characters<space>},
    Method{"islower", is_case<LetterCase::lower>},
    Method{"isupper", is_case<LetterCase::upper>},
    Method{"istitle", istitle},
    Method{"isprintable", isprintable},
    Method{"isascii", isascii},
};

}  // namespace

std::span<const Method> text_case_methods() {
  return kMethods;
}

}  // namespace coldread::jinja
