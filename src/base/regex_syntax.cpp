#include "base/regex_syntax.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/regex_translator.h"

namespace coldread {

void RegexTranslator::emit_literal(char32_t c) {
  if (c >= 0xD800 && c <= 0xDFFF) c = 0xFFFD;
  const bool plain = c >= 0x80 || is_ascii_digit(c) || is_ascii_letter(c) || c == U'_' || c <= 0x20;
  if (!plain) out_.pattern += '\\';
  append_utf8(out_.pattern, c);
}

bool RegexTranslator::skip_verbose() {
  if (!scope_.verbose) return false;
  const char32_t c = peek();
  if (c == U' ' || (c >= U'\t' && c <= U'\r')) {
    ++next_;
    return true;
  }
  if (c != U'#') return false;
  while (!at_end() && !accept(U'\n')) ++next_;
  return true;
}

TranslatedRegex RegexTranslator::run() {
  while (!at_end()) {
    if (skip_verbose()) continue;
    const std::size_t start = next_;
    out_.origins.emplace_back(out_.pattern.size(), start);
    const char32_t c = in_[next_++];
    if (c == U'(') {
      open_group(start);
      continue;  // it says itself whether something has been read
    }
    nothing_yet_ = false;
    switch (c) {
      case U')':
        close_group(start);
        break;
      case U'|':
        emit("|");
        item_ = Item::none;
        break;
      case U'*':
      case U'+':
      case U'?':
      case U'{':
        quantifier(c, start);
        break;
      case U'[':
        character_class(start);
        break;
      case U'\\':
        escape(start);
        break;
      case U'^':
      case U'$':
        emit(c == U'^' ? "^" : "$");
        item_ = Item::assertion;
        break;
      case U'.':
        emit(".");
        atom();
        break;
      default:
        emit_literal(c);
        atom();
    }
  }
  if (!groups_.empty()) fail("missing ), unterminated subpattern", groups_.back().start);
  return std::move(out_);
}

/// {m}, {m,}, {,n} or {m,n} after the brace; anything else is literal text.
bool RegexTranslator::counted(std::string& piece, std::size_t start) {
  const std::size_t rewind = next_;
  const auto number = [&] {
    std::string digits;
    while (is_ascii_digit(peek())) digits += static_cast<char>(in_[next_++]);
    return digits;
  };
  if (peek() == U'}') return false;
  std::string low = number();
  const bool range = accept(U',');
  std::string high = range ? number() : low;
  if (!accept(U'}')) {
    next_ = rewind;
    return false;
  }
  if (low.size() > 6 || high.size() > 6) fail("the repetition number is too large", start);
  if (!high.empty() && !low.empty() && std::stol(low) > std::stol(high)) {
    fail("min repeat greater than max repeat", start);
  }
  if (low.empty()) low = "0";
  piece = range ? fmt::format("{{{},{}}}", low, high) : fmt::format("{{{}}}", low);
  return true;
}

void RegexTranslator::quantifier(char32_t c, std::size_t start) {
  std::string piece;
  if (c != U'{') {
    piece = static_cast<char>(c);
  } else if (!counted(piece, start)) {
    emit_literal(c);
    return atom();
  }
  if (item_ == Item::none || item_ == Item::assertion) fail("nothing to repeat", start);
  if (item_ == Item::repeat) fail("multiple repeat", start);
  emit(piece);
  if (accept(U'?')) {
    emit("?");
  } else if (accept(U'+')) {
    emit("+");
    out_.possessive = true;
  }
  item_ = Item::repeat;
}

void throw_bad_regex(std::string_view pattern, const std::string& reason, std::size_t position) {
  throw Error(ErrorCode::usage, fmt::format("pattern '{}': {} at position {}", pattern, reason, position));
}

TranslatedRegex translate_python_regex(std::string_view pattern, RegexFlags flags) {
  return RegexTranslator(pattern, flags).run();
}

}  // namespace coldread
