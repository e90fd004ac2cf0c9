#include "template/text/letter_case.h"

#include "base/python_chars.h"
#include "base/unicode.h"

namespace coldread::jinja {

bool has_case(std::string_view text, LetterCase wanted) {
  bool found = false;
  for (const char32_t c : to_utf32(text)) {
    const bool other = wanted == LetterCase::lower ? is_python_upper(c) : is_python_lower(c);
    if (other || is_python_title(c)) return false;
    found = found || (wanted == LetterCase::lower ? is_python_lower(c) : is_python_upper(c));
  }
  return found;
}

std::string capitalize(std::string_view text) {
  if (text.empty()) return {};
  const CodePoint first = code_point_at(text, 0);
  std::string out;
  append_title_case(out, first.value);
  // Lowered as part of the whole, so that a sigma knows what stands before it.
  const std::string whole = lower(text);
  out += std::string_view(whole).substr(lower(text.substr(0, first.length)).size());
  return out;
}

}  // namespace coldread::jinja
