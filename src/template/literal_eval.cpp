// Python's ast.literal_eval: a constant expression of numbers, strings, None, True, False, lists, tuples and dicts.
#include <cctype>
#include <charconv>
#include <string>

#include "base/error.h"
#include "base/unicode.h"
#include "template/fault.h"
#include "template/lexer.h"
#include "template/template.h"

namespace coldread {
namespace {

constexpr int kDepth = 100;

class LiteralParser {
 public:
  explicit LiteralParser(std::string_view text) : text_(text) {}

  Value whole() {
    // Python strips spaces and tabs before it parses; other white space at the start is an indentation error.
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    Value value = item(0);
    skip_space();
    if (peek() == ',') value = tuple(std::move(value), '\0', 0);
    if (at_ != text_.size()) fail("unexpected text after the value");
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw Error(ErrorCode::usage, "no Python literal: " + why + " at character " +
                                      std::to_string(count_code_points(text_.substr(0, at_)) + 1));
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\n\r\f").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(char c) {
    skip_space();
    if (peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    const std::size_t end = at_ + word.size();
    if (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 || text_[end] == '_'))
      return false;
    at_ = end;
    return true;
  }

  Value item(int depth) {
    if (depth > kDepth) fail("nested too deeply");
    skip_space();
    const char c = peek();
    if (take_word("None")) return nullptr;
    if (take_word("True")) return true;
    if (take_word("False")) return false;
    if (c == '[') return list(depth);
    if (c == '(') return parenthesis(depth);
    if (c == '{') return dict(depth);
    if (c == '+' || c == '-') return signed_number();
    if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.') return number();
    return strings();
  }

  Value list(int depth) {
    ++at_;
    List items;
    while (!take(']')) {
      items.push_back(item(depth + 1));
      if (take(',')) continue;
      if (!take(']')) fail("expected ',' or ']'");
      break;
    }
    return items;
  }

  /// The rest of a tuple whose first item is known and whose comma is next. close '\0': up to the end of the text.
  Value tuple(Value first, char close, int depth) {
    List items = {std::move(first)};
    while (take(',')) {
      skip_space();
      if (peek() == close || at_ == text_.size()) break;
      items.push_back(item(depth + 1));
    }
    if (close != '\0' && !take(close)) fail("expected ',' or ')'");
    return items;
  }

  Value parenthesis(int depth) {
    ++at_;
    if (take(')')) return List{};
    Value first = item(depth + 1);
    skip_space();
    if (peek() == ',') return tuple(std::move(first), ')', depth);
    if (!take(')')) fail("expected ',' or ')'");
    return first;
  }

  Value dict(int depth) {
    ++at_;
    Dict members;
    while (!take('}')) {
      const Value key = item(depth + 1);
      if (key.is_list() || key.is_dict()) fail("a key of this kind");
      if (!take(':')) fail("expected ':'");
      members.set(python_str(key), item(depth + 1));
      if (take(',')) continue;
      if (!take('}')) fail("expected ',' or '}'");
      break;
    }
    return members;
  }

  Value signed_number() {
    const bool negative = text_[at_++] == '-';
    skip_space();
    const Value value = number();
    if (!negative) return value;
    return value.is_int() ? Value(-value.as_int()) : Value(-value.as_real());
  }

  Value number() {
    std::string digits;
    bool real = false;
    const std::size_t start = at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool exponent_sign =
          (c == '+' || c == '-') && !digits.empty() && (digits.back() == 'e' || digits.back() == 'E');
      const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
      if (!digit && c != '.' && c != 'e' && c != 'E' && c != '_' && !exponent_sign) break;
      real = real || c == '.' || c == 'e' || c == 'E';
      if (c != '_') digits += c;
      ++at_;
    }
    const char* end = digits.data() + digits.size();
    if (real) {
      double value = 0;
      const auto [stop, error] = std::from_chars(digits.data(), end, value);
      if (stop == end && error == std::errc{} && digits != ".") return value;
    } else if (digits == "0" || (!digits.empty() && digits[0] != '0')) {
      std::int64_t value = 0;
      const auto [stop, error] = std::from_chars(digits.data(), end, value);
      if (stop == end && error == std::errc{}) return value;
    }
    at_ = start;
    fail("no number");
  }

  /// One string, or several side by side, which Python joins.
  Value strings() {
    std::string joined;
    bool any = false;
    while (true) {
      skip_space();
      const bool raw = (peek() == 'r' || peek() == 'R') && at_ + 1 < text_.size() && is_quote(text_[at_ + 1]);
      const bool unicode = (peek() == 'u' || peek() == 'U') && at_ + 1 < text_.size() && is_quote(text_[at_ + 1]);
      if (!raw && !unicode && !is_quote(peek())) break;
      if (raw || unicode) ++at_;
      joined += quoted(raw);
      any = true;
    }
    if (!any) fail(at_ == text_.size() ? "the text ends" : "no value");
    return joined;
  }

  static bool is_quote(char c) { return c == '\'' || c == '"'; }

  std::string quoted(bool raw) {
    const std::string one(1, text_[at_]);
    const std::string three = one + one + one;
    const std::string& quote = text_.substr(at_, 3) == three ? three : one;
    at_ += quote.size();
    const std::size_t start = at_;
    while (text_.substr(at_, quote.size()) != quote) {
      if (at_ >= text_.size() || (quote.size() == 1 && text_[at_] == '\n')) fail("a string is not closed");
      at_ += text_[at_] == '\\' && at_ + 1 < text_.size() ? std::size_t{2} : std::size_t{1};
    }
    const std::string_view body = text_.substr(start, at_ - start);
    at_ += quote.size();
    if (raw) return std::string(body);
    try {
      return jinja::unescape_literal(body, start);
    } catch (const jinja::Fault&) {
      fail("a bad escape in a string");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Value literal_eval(std::string_view text) {
  return LiteralParser(text).whole();
}

}  // namespace coldread
