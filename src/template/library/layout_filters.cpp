#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/python_chars.h"
#include "base/unicode.h"
#include "template/library/filters.h"
#include "template/library/parameters.h"
#include "template/text/python_text.h"
#include "template/text/text_edits.h"
#include "template/values/characters.h"
#include "template/values/fault.h"
#include "template/values/length.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

const Text& need_text(const Item& input, std::string_view filter) {
  need_defined(input);
  if (!input.is_text()) fail(std::string(filter) + " wants a string, not '" + std::string(type_name(input)) + "'");
  return input.as_text();
}

Item center(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("center", arguments, {"width"});
  const Item text = to_text(runtime, input);
  return pad_text(runtime, text.as_text(), parameters.integer_or(0, 80), " ", Alignment::center);
}

Item indent(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("indent", arguments, {"width", "first", "blank"});
  const Text& text = need_text(input, "indent");
  std::string by;
  if (parameters.given(0) && parameters[0].is_text()) {
    by = parameters.text(0);
  } else {
    const auto width = static_cast<std::size_t>(std::max<std::int64_t>(0, parameters.integer_or(0, 4)));
    runtime.spend_bytes(width);
    by.assign(width, ' ');
  }
  std::string ended(text.bytes);
  ended += '\n';  // so that a last line break counts as an empty line
  const bool blank = parameters.truth_or(2, false);
  const Sequence* lines = split_lines(runtime, ended, false);
  std::string out = parameters.truth_or(1, false) ? by : "";
  bool first = true;
  for (const Item& line : lines->items) {
    if (!first) {
      out += '\n';
      if (blank || !line.bytes().empty()) out += by;
    }
    first = false;
    out += line.bytes();
    runtime.check_bytes(out.size());
  }
  return runtime.text(out);
}

Item truncate(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("truncate", arguments, {"length", "killwords", "end", "leeway"});
  need_lenient(input);
  const std::int64_t length = parameters.integer_or(0, 255);
  const std::string_view end = parameters.text_or(2, "...");
  const std::int64_t leeway = parameters.given_and_not_none(3) ? parameters.integer(3) : 5;
  const auto end_length = static_cast<std::int64_t>(count_characters(end));
  if (length < end_length) fail("truncate: the length must be at least " + std::to_string(end_length));
  if (leeway < 0) fail("truncate: the leeway must be at least 0");
  const std::int64_t size = length_of(runtime, input);
  if (size <= length || size - length <= leeway) return input;  // a short list too
  const Text& text = need_text(input, "truncate");
  runtime.spend_characters(text.bytes.size());
  std::string_view kept =
      text.bytes.substr(0, character_offset(text.bytes, static_cast<std::size_t>(length - end_length)));
  if (!parameters.truth_or(1, false)) kept = kept.substr(0, kept.rfind(' '));  // npos: all of it
  return runtime.text(std::string(kept) + std::string(end));
}

/// Splits and fills lines as Python's textwrap does (expand_tabs, replace_whitespace off).
class Wrapper {
 public:
  Wrapper(std::u32string_view text, std::size_t width, bool break_words, bool break_hyphens)
      : text_(text), width_(width), break_words_(break_words), break_hyphens_(break_hyphens) {}

  std::vector<std::u32string> lines() {
    std::vector<std::u32string_view> chunks = split();
    std::reverse(chunks.begin(), chunks.end());
    std::vector<std::u32string> made;
    while (!chunks.empty()) {
      if (!made.empty() && is_blank(chunks.back())) chunks.pop_back();
      std::vector<std::u32string_view> line;
      std::size_t length = 0;
      while (!chunks.empty() && length + chunks.back().size() <= width_) {
        length += chunks.back().size();
        line.push_back(chunks.back());
        chunks.pop_back();
      }
      if (!chunks.empty() && chunks.back().size() > width_) long_word(chunks, line, length);
      if (!line.empty() && is_blank(line.back())) line.pop_back();
      if (line.empty()) continue;
      std::u32string joined;
      for (const std::u32string_view chunk : line) joined += chunk;
      made.push_back(std::move(joined));
    }
    return made;
  }

 private:
  static bool is_space(char32_t c) { return (c >= 9 && c <= 13) || c == U' '; }
  static bool is_word(char32_t c) { return c == U'_' || is_python_alphanumeric(c); }
  static bool is_letter_like(char32_t c) { return is_word(c) && !is_python_decimal(c); }
  static bool is_word_or_mark(char32_t c) {
    return is_word(c) || std::u32string_view(U"!\"'&.,?").find(c) != std::u32string_view::npos;
  }
  static bool is_blank(std::u32string_view chunk) {
    return std::all_of(chunk.begin(), chunk.end(), [](char32_t c) { return is_python_space(c); });
  }

  bool at(std::size_t i, bool (*holds)(char32_t)) const { return i < text_.size() && holds(text_[i]); }
  bool hyphen(std::size_t i) const { return i < text_.size() && text_[i] == U'-'; }

  /// Two or more hyphens from i, between words; their end, or i where there are none.
  std::size_t dashes(std::size_t i) const {
    if (!hyphen(i) || i == 0 || !is_word_or_mark(text_[i - 1])) return i;
    std::size_t end = i;
    while (hyphen(end)) ++end;
    return end >= i + 2 && at(end, is_word) ? end : i;
  }

  /// Whether the hyphen at i may end a chunk: letters before it, letters behind it.
  bool breaks_after(std::size_t i) const {
    if (!hyphen(i)) return false;
    const bool two_letters = i >= 2 && is_letter_like(text_[i - 1]) && is_letter_like(text_[i - 2]);
    const bool letter_hyphen_letter =
        i >= 3 && is_letter_like(text_[i - 1]) && text_[i - 2] == U'-' && is_letter_like(text_[i - 3]);
    const bool letters_follow =
        at(i + 1, is_letter_like) && (at(i + 2, is_letter_like) || (hyphen(i + 2) && at(i + 3, is_letter_like)));
    return (two_letters || letter_hyphen_letter) && letters_follow;
  }

  std::size_t chunk_end(std::size_t start) const {
    std::size_t end = start;
    if (is_space(text_[start])) {
      while (at(end, is_space)) ++end;
      return end;
    }
    if (break_hyphens_ && (end = dashes(start)) > start) return end;
    for (end = start + 1; end < text_.size() && !is_space(text_[end]); ++end) {
      if (!break_hyphens_) continue;
      if (breaks_after(end)) return end + 1;
      if (dashes(end) > end) return end;
    }
    return end;
  }

  std::vector<std::u32string_view> split() const {
    std::vector<std::u32string_view> chunks;
    for (std::size_t i = 0; i < text_.size();) {
      const std::size_t end = chunk_end(i);
      chunks.push_back(text_.substr(i, end - i));
      i = end;
    }
    return chunks;
  }

  void long_word(std::vector<std::u32string_view>& chunks, std::vector<std::u32string_view>& line,
                 std::size_t length) const {
    std::u32string_view& chunk = chunks.back();
    if (break_words_) {
      std::size_t end = width_ - length;
      if (break_hyphens_ && end > 0) {
        const std::size_t cut = chunk.rfind(U'-', end - 1);
        const bool more = cut != std::u32string_view::npos &&
                          chunk.substr(0, cut).find_first_not_of(U'-') != std::u32string_view::npos;
        if (more) end = cut + 1;
      }
      line.push_back(chunk.substr(0, end));
      chunk.remove_prefix(end);
    } else if (line.empty()) {
      line.push_back(chunk);
      chunks.pop_back();
    }
  }

  std::u32string_view text_;
  std::size_t width_;
  bool break_words_;
  bool break_hyphens_;
};

Item wordwrap(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("wordwrap", arguments, {"width", "break_long_words", "wrapstring", "break_on_hyphens"});
  const Text& text = need_text(input, "wordwrap");
  const std::int64_t width = parameters.integer_or(0, 79);
  if (width <= 0) fail("wordwrap: the width must be greater than 0");
  const std::string between(parameters.given_and_not_none(2) ? parameters.text(2) : "\n");
  runtime.spend_characters(text.bytes.size() * 2);
  std::string out;
  bool first = true;
  for (const Item& paragraph : split_lines(runtime, text.bytes, false)->items) {
    if (!first) out += between;
    first = false;
    const std::u32string wide = to_utf32(paragraph.bytes());
    bool first_line = true;
    for (const std::u32string& line :
         Wrapper(wide, static_cast<std::size_t>(width), parameters.truth_or(1, true), parameters.truth_or(3, true))
             .lines()) {
      if (!first_line) out += between;
      first_line = false;
      out += to_utf8(line);
      runtime.check_bytes(out.size());
    }
  }
  return runtime.text(out);
}

constexpr std::array kFilters = {
    FilterEntry{"center", center, true},
    FilterEntry{"indent", indent, true},
    FilterEntry{"truncate", truncate, true},
    FilterEntry{"wordwrap", wordwrap},
};

}  // namespace

std::span<const FilterEntry> layout_filters() {
  return kFilters;
}

}  // namespace coldread::jinja
