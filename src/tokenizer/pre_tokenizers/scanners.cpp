#include "tokenizer/pre_tokenizers/scanners.h"

#include <array>

#include "base/unicode.h"

namespace coldread {
namespace {

enum class Class : unsigned char { letter, number, space, other };

struct Character {
  Class kind = Class::other;
  std::size_t length = 0;  ///< bytes; 0 at the end of the text
};

Class class_of(char32_t c) noexcept {
  if (is_letter(c)) return Class::letter;
  if (is_number(c)) return Class::number;
  return is_white_space(c) ? Class::space : Class::other;
}

constexpr std::array<Class, 0x80> ascii_classes() {
  std::array<Class, 0x80> classes{};
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    classes[c] = letter                                 ? Class::letter
                 : c >= '0' && c <= '9'                 ? Class::number
                 : c == ' ' || (c >= 0x09 && c <= 0x0D) ? Class::space
                                                        : Class::other;
  }
  return classes;
}
constexpr auto kAsciiClasses = ascii_classes();

inline Character character_at(std::string_view text, std::size_t i) noexcept {
  if (i >= text.size()) return {};
  const auto lead = static_cast<unsigned char>(text[i]);
  if (lead < 0x80) return {.kind = kAsciiClasses[lead], .length = 1};
  const CodePoint point = code_point_at(text, i);
  return {.kind = point.valid ? class_of(point.value) : Class::other, .length = point.length};
}

/// End of the run of characters of one class that begins at i.
inline std::size_t run_end(std::string_view text, std::size_t i, Class kind) noexcept {
  for (;;) {
    const Character c = character_at(text, i);
    if (c.length == 0 || c.kind != kind) return i;
    i += c.length;
  }
}

bool is_line_break(std::string_view text, std::size_t i) noexcept {
  return i < text.size() && (text[i] == '\n' || text[i] == '\r');
}

/// Length of the contraction ('s 't 're 've 'm 'll 'd) at i; 0 where there is none.
template <bool kAnyCase>
std::size_t contraction(std::string_view text, std::size_t i) noexcept {
  if (i + 1 >= text.size() || text[i] != '\'') return 0;
  const auto letter = [&](std::size_t k) {
    const char c = i + k < text.size() ? text[i + k] : '\0';
    return kAnyCase && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  const char first = letter(1);
  const char second = letter(2);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return 2;
  if ((first == 'r' && second == 'e') || (first == 'v' && second == 'e') || (first == 'l' && second == 'l')) return 3;
  // Without regard to case, U+017F (long s, two bytes) is an s too.
  if (kAnyCase && text.substr(i + 1).starts_with("\u017F")) return 3;
  return 0;
}

/// \s+(?!\S)|\s+ at i, where white space begins: all of the run up to the last character before a non-space.
std::size_t white_space(std::string_view text, std::size_t i) noexcept {
  std::size_t end = i;
  std::size_t last = 0;
  for (Character c = character_at(text, end); c.length > 0 && c.kind == Class::space; c = character_at(text, end)) {
    last = c.length;
    end += c.length;
  }
  const bool leaves_one = end < text.size() && end - i > last;
  return (leaves_one ? end - last : end) - i;
}

}  // namespace

std::size_t gpt2_piece(std::string_view text, std::size_t position) noexcept {
  if (const std::size_t length = contraction<false>(text, position); length > 0) return length;
  std::size_t start = position;
  Character c = character_at(text, start);
  if (text[start] == ' ') {
    const Character next = character_at(text, start + 1);
    if (next.length > 0 && next.kind != Class::space) {
      ++start;
      c = next;
    }
  }
  if (c.kind == Class::space) return white_space(text, position);
  return run_end(text, start + c.length, c.kind) - position;
}

std::size_t llama_bpe_piece(std::string_view text, std::size_t position, int most_numbers) noexcept {
  if (const std::size_t length = contraction<true>(text, position); length > 0) return length;
  const Character c = character_at(text, position);
  const std::size_t after = position + c.length;
  if (c.kind == Class::letter) return run_end(text, after, Class::letter) - position;
  if (c.kind == Class::number) {
    std::size_t end = after;
    for (int numbers = 1; numbers < most_numbers; ++numbers) {
      const Character next = character_at(text, end);
      if (next.length == 0 || next.kind != Class::number) break;
      end += next.length;
    }
    return end - position;
  }
  const Character next = character_at(text, after);
  if (next.length > 0 && next.kind == Class::letter && !is_line_break(text, position)) {
    return run_end(text, after, Class::letter) - position;
  }
  const bool space_first = text[position] == ' ' && next.length > 0 && next.kind == Class::other;
  if (c.kind == Class::other || space_first) {
    std::size_t end = run_end(text, after, Class::other);
    while (is_line_break(text, end)) ++end;
    return end - position;
  }
  // White space: up to its last line break if it has one.
  const std::size_t end = run_end(text, position, Class::space);
  for (std::size_t i = end; i > position; --i) {
    if (is_line_break(text, i - 1)) return i - position;
  }
  return white_space(text, position);
}

std::size_t number_length(std::string_view text, std::size_t position) noexcept {
  const Character c = character_at(text, position);
  return c.length > 0 && c.kind == Class::number ? c.length : 0;
}

std::size_t find_number(std::string_view text, std::size_t position) noexcept {
  while (position < text.size()) {
    const Character c = character_at(text, position);
    if (c.kind == Class::number) break;
    position += c.length;
  }
  return position;
}

}  // namespace coldread
