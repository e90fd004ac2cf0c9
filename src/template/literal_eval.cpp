#include <string>

#include "base/unicode.h"
#include "template/syntax/lexer.h"
#include "template/syntax/string_literal.h"
#include "template/template.h"
#include "template/text/number_format.h"
#include "template/values/fault.h"

namespace coldread {
namespace {

using jinja::fail;

class LiteralParser {
 public:
  explicit LiteralParser(std::string_view text) : text_(text) {}

  Value run() {
    Value value = element();
    if (next() == ',') {  // a tuple without parentheses
      List items{std::move(value)};
      while (take(',') && next() != '\0') items.push_back(element());
      value = Value(std::move(items));
    }
    if (next() != '\0') fail("unexpected text", at_);
    return value;
  }

 private:
  static constexpr int kMaxDepth = 200;

  /// The next character after white space and comments, '\0' at the end.
  char next() {
    while (at_ < text_.size()) {
      if (text_[at_] == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (std::string_view(" \t\n\r\f").find(text_[at_]) != std::string_view::npos) {
        ++at_;
      } else {
        return text_[at_];
      }
    }
    return '\0';
  }

  bool take(char c) {
    if (next() != c || c == '\0') return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!take(c)) fail(std::string("expected '") + c + "'", at_);
  }

  Value element() {
    if (++depth_ > kMaxDepth) fail("nested deeper than 200 levels", at_);
    Value value = any();
    --depth_;
    return value;
  }

  Value any() {
    const char c = next();
    if (take('[')) return Value(items(']'));
    if (take('(')) return tuple();
    if (take('{')) return dict();
    if (c == '-' || c == '+') return signed_number();
    if ((c >= '0' && c <= '9') || c == '.') return number();
    if (string_begins()) return string();
    return constant();
  }

  List items(char end) {
    List list;
    while (!take(end)) {
      list.push_back(element());
      if (!take(',')) {
        expect(end);
        break;
      }
    }
    return list;
  }

  Value tuple() {
    List list;
    while (!take(')')) {
      list.push_back(element());
      if (!take(',')) {
        expect(')');
        if (list.size() == 1) return std::move(list[0]);  // just parentheses
        break;
      }
    }
    return Value(std::move(list));
  }

  Value dict() {
    Dict made;
    while (!take('}')) {
      const std::size_t start = (next(), at_);
      const Value key = element();
      if (!take(':')) fail("a set is not available; a dict has ':' after each key", at_);
      if (!key.is_string()) fail("a dict's keys must be strings", start);
      made.set(key.as_string(), element());
      if (!take(',')) {
        expect('}');
        break;
      }
    }
    return Value(std::move(made));
  }

  Value signed_number() {
    const bool negative = text_[at_++] == '-';
    next();
    return number(negative);
  }

  Value number(bool negative = false) {
    const std::size_t start = at_;
    const bool prefixed = text_.substr(at_).size() > 1 && text_[at_] == '0' &&
                          std::string_view("xXoObB").find(text_[at_ + 1]) != std::string_view::npos;
    const auto belongs = [&](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
    };
    while (at_ < text_.size()) {
      const bool exponent_sign =
          !prefixed && at_ > start && (text_[at_] == '-' || text_[at_] == '+') && (text_[at_ - 1] | 0x20) == 'e';
      if (!belongs(text_[at_]) && !exponent_sign) break;
      ++at_;
    }
    const std::string digits = (negative ? "-" : "") + std::string(text_.substr(start, at_ - start));
    if (const auto whole = jinja::parse_integer(digits, 0)) return Value(*whole);
    const bool spelled = digits.find_first_not_of("-0123456789_.eE+") != std::string::npos;
    const auto real = spelled ? std::nullopt : jinja::parse_real(digits);
    const bool looks_real = digits.find_first_of(".eE") != std::string::npos;
    if (!real || !looks_real) fail("not a number: '" + digits + "'", start);
    return Value(*real);
  }

  /// Whether a string literal, with or without prefix, begins here.
  bool string_begins() const {
    const char c = text_.size() > at_ ? text_[at_] : '\0';
    const char after = text_.size() > at_ + 1 ? text_[at_ + 1] : '\0';
    const bool prefix = std::string_view("rRuU").find(c) != std::string_view::npos && c != '\0';
    return c == '\'' || c == '"' || (prefix && (after == '\'' || after == '"'));
  }

  Value string() {
    std::string joined;
    do joined += one_string();
    while (next() != '\0' && string_begins());
    return Value(std::move(joined));
  }

  std::string one_string() {
    const std::size_t start = at_;
    const bool raw = (text_[at_] | 0x20) == 'r';
    if (text_[at_] != '\'' && text_[at_] != '"') ++at_;
    const std::string quote(1, text_[at_]);
    const std::string triple = quote + quote + quote;
    const bool is_triple = text_.substr(at_).starts_with(triple);
    const std::string& end = is_triple ? triple : quote;
    at_ += end.size();
    const std::size_t body = at_;
    while (true) {
      if (at_ >= text_.size() || (!is_triple && text_[at_] == '\n')) fail("the string is not closed", start);
      if (text_.substr(at_).starts_with(end)) break;
      at_ += text_[at_] == '\\' ? 2u : 1u;
    }
    const std::string_view inside = text_.substr(body, at_ - body);
    at_ += end.size();
    return raw ? std::string(inside) : jinja::unescape_literal(inside, body, jinja::Escapes::python);
  }

  Value constant() {
    const std::size_t start = at_;
    while (at_ < text_.size() && ((text_[at_] | 0x20) >= 'a' && (text_[at_] | 0x20) <= 'z')) ++at_;
    const std::string_view name = text_.substr(start, at_ - start);
    if (name == "None") return Value();
    if (name == "True") return Value(true);
    if (name == "False") return Value(false);
    at_ = start;
    fail("not a literal of Python (number, string, list, tuple, dict, None, True, False)", start);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

/// The beginning of a text, for an error.
std::string excerpt(std::string_view text) {
  constexpr std::size_t kShown = 60;
  return text.size() <= kShown ? std::string(text) : std::string(text.substr(0, kShown)) + "...";
}

}  // namespace

Value literal_eval(std::string_view text) {
  const std::string normal = jinja::normalise_newlines(text);
  try {
    return LiteralParser(normal).run();
  } catch (const jinja::Fault& fault) {
    const std::size_t offset = fault.offset == jinja::Fault::kNoOffset ? 0 : fault.offset;
    throw Error(ErrorCode::usage, "'" + excerpt(normal) + "' at character " +
                                      std::to_string(count_code_points(normal.substr(0, offset)) + 1) + ": " +
                                      fault.message);
  }
}

}  // namespace coldread
