#include "base/normal_forms.h"

#include <algorithm>
#include <array>
#include <utf8proc.h>
#include <vector>

#include "base/unicode.h"

namespace coldread {
namespace {

bool composes(NormalForm form) {
  return form == NormalForm::c || form == NormalForm::kc;
}

utf8proc_option_t options_of(NormalForm form) {
  const bool compatible = form == NormalForm::kc || form == NormalForm::kd;
  return static_cast<utf8proc_option_t>(UTF8PROC_STABLE | (composes(form) ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE) |
                                        (compatible ? UTF8PROC_COMPAT : 0));
}

/// Appends the normal form of valid UTF-8. utf8proc_map would do, but it orders a run of combining marks by
/// exchanging neighbours, which takes minutes for a run of a megabyte.
void append_normal_form(std::string& out, std::string_view text, NormalForm form) {
  using Points = std::vector<utf8proc_int32_t>;
  Points points;
  points.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    std::array<utf8proc_int32_t, 32> parts{};  // the longest decomposition has 18
    const utf8proc_ssize_t count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(point.value), parts.data(),
                                                           parts.size(), options_of(form), nullptr);
    points.insert(points.end(), parts.begin(), parts.begin() + std::max<utf8proc_ssize_t>(count, 0));
    i += point.length;
  }
  const auto mark_class = [](utf8proc_int32_t c) { return utf8proc_get_property(c)->combining_class; };
  for (auto run = points.begin(); run != points.end();) {
    run = std::find_if(run, points.end(), [&](utf8proc_int32_t c) { return mark_class(c) != 0; });
    const auto end = std::find_if(run, points.end(), [&](utf8proc_int32_t c) { return mark_class(c) == 0; });
    const auto before = [&](utf8proc_int32_t a, utf8proc_int32_t b) { return mark_class(a) < mark_class(b); };
    if (!std::is_sorted(run, end, before)) std::stable_sort(run, end, before);
    run = end;
  }
  if (composes(form)) {
    const utf8proc_ssize_t size =
        utf8proc_normalize_utf32(points.data(), static_cast<utf8proc_ssize_t>(points.size()),
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    points.resize(static_cast<std::size_t>(std::max<utf8proc_ssize_t>(size, 0)));
  }
  for (const utf8proc_int32_t c : points) append_utf8(out, static_cast<char32_t>(c));
}

utf8proc_category_t category(char32_t c) noexcept {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

}  // namespace

std::string normal_form(std::string_view text, NormalForm form) {
  // No form changes ASCII.
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(text.begin(), text.end(), is_ascii)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    if (!point.valid) {
      append_normal_form(out, text.substr(start, i - start), form);
      out += text[i];
      start = i + 1;
    }
    i += point.length;
  }
  append_normal_form(out, text.substr(start), form);
  return out;
}

std::string nfc(std::string_view text) {
  return normal_form(text, NormalForm::c);
}

void append_lower(std::string& text, char32_t c) {
  if (c < 0x80) {
    text += static_cast<char>(c >= U'A' && c <= U'Z' ? c + 0x20 : c);
  } else if (c == 0x0130) {  // the only character whose lower case has two
    append_utf8(text, U'i');
    append_utf8(text, 0x0307);
  } else {
    append_utf8(text, static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
  }
}

bool is_mark(char32_t c) noexcept {
  const auto kind = category(c);
  return kind >= UTF8PROC_CATEGORY_MN && kind <= UTF8PROC_CATEGORY_ME;
}

bool is_nonspacing_mark(char32_t c) noexcept {
  return category(c) == UTF8PROC_CATEGORY_MN;
}

bool is_control(char32_t c) noexcept {
  const auto kind = category(c);
  return kind >= UTF8PROC_CATEGORY_CC && kind <= UTF8PROC_CATEGORY_CO;
}

std::size_t grapheme_length(std::string_view text, std::size_t position) noexcept {
  CodePoint point = code_point_at(text, position);
  std::size_t length = point.length;
  if (!point.valid) return length;
  utf8proc_int32_t state = 0;
  while (position + length < text.size()) {
    const CodePoint next = code_point_at(text, position + length);
    const bool parts =
        !next.valid || utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(point.value),
                                                        static_cast<utf8proc_int32_t>(next.value), &state) != 0;
    if (parts) break;
    length += next.length;
    point = next;
  }
  return length;
}

}  // namespace coldread
