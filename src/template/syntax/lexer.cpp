#include "template/syntax/lexer.h"

#include <algorithm>
#include <array>

#include "base/unicode.h"
#include "template/syntax/string_literal.h"
#include "template/values/fault.h"

namespace coldread::jinja {
namespace {

constexpr std::array<std::string_view, 26> kSymbols = {"//", "**", "==", "!=", ">=", "<=", "+", "-", "/",
                                                       "*",  "%",  "~",  "[",  "]",  "(",  ")", "{", "}",
                                                       ">",  "<",  "=",  ".",  ":",  "|",  ",", ";"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool begins_name(char32_t c) {
  return c == U'_' || (c < 0x80 ? (c | 0x20) >= U'a' && (c | 0x20) <= U'z'
                                : !is_white_space(c) && !is_punctuation(c) && !is_symbol(c));
}

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const CodePoint point = code_point_at(text, at);
    if (!is_python_space(point.value)) break;
    at += point.length;
  }
  return at;
}

class Lexer {
 public:
  Lexer(std::string_view text, const LexerOptions& options) : text_(text), options_(options) {}

  std::vector<Token> run() {
    while (at_ < text_.size()) root();
    add(Token::Kind::end, text_.size(), {});
    return std::move(tokens_);
  }

 private:
  void add(Token::Kind kind, std::size_t offset, std::string_view text) {
    tokens_.push_back({kind, offset, std::string(text)});
  }

  bool here(std::string_view wanted) const { return text_.substr(at_).starts_with(wanted); }

  /// Text up to the next opening of a tag, then the tag.
  void root() {
    std::size_t open = text_.find('{', at_);
    while (open != std::string_view::npos && text_.find_first_of("{%#", open + 1) != open + 1) {
      open = text_.find('{', open + 1);
    }
    if (open == std::string_view::npos) {
      add(Token::Kind::data, at_, text_.substr(at_));
      at_ = text_.size();
      return;
    }
    const char kind = text_[open + 1];
    const char sign = open + 2 < text_.size() ? text_[open + 2] : '\0';
    add_data(text_.substr(at_, open - at_), kind, sign);
    at_ = open + 2 + (sign == '-' || sign == '+' ? 1 : 0);
    if (kind == '#') {
      comment(open);
    } else if (kind == '%' && !raw(open)) {
      add(Token::Kind::block_begin, open, text_.substr(open, at_ - open));
      tag(open, "%}", Token::Kind::block_end);
    } else if (kind == '{') {
      add(Token::Kind::print_begin, open, text_.substr(open, at_ - open));
      tag(open, "}}", Token::Kind::print_end);
    }
  }

  void add_data(std::string_view data, char kind, char sign) {
    if (sign == '-') {
      data = strip_right(data);
    } else if (sign != '+' && options_.lstrip_blocks && kind != '{') {
      const std::size_t line = data.rfind('\n') + 1;  // npos + 1 is 0
      const bool at_line_start = line > 0 || at_ == 0 || text_[at_ - 1] == '\n';
      if (at_line_start && strip_left(data.substr(line)).empty()) data = data.substr(0, line);
    }
    if (!data.empty()) add(Token::Kind::data, at_, data);
  }

  /// Past the end of a tag that closes at at_, with its white space control; false where none closes here.
  bool close(std::string_view end, bool plus_allowed, bool trims) {
    if (here("-") && text_.substr(at_ + 1).starts_with(end)) {
      at_ = skip_space(text_, at_ + 1 + end.size());
      return true;
    }
    if (plus_allowed && here("+") && text_.substr(at_ + 1).starts_with(end)) {
      at_ += 1 + end.size();
      return true;
    }
    if (!here(end)) return false;
    at_ += end.size();
    if (trims && options_.trim_blocks && here("\n")) ++at_;
    return true;
  }

  void comment(std::size_t open) {
    for (; at_ < text_.size(); ++at_) {
      if (close("#}", true, true)) return;
    }
    fail("the comment is not closed: '#}' is missing", open);
  }

  /// {% raw %} ... {% endraw %}, whose inside is data.
  bool raw(std::size_t open) {
    const std::size_t before = at_;
    at_ = skip_space(text_, at_);
    if (here("raw")) {
      at_ = skip_space(text_, at_ + 3);
      if (close("%}", false, false)) {
        raw_body(open);
        return true;
      }
    }
    at_ = before;
    return false;
  }

  void raw_body(std::size_t open) {
    const std::size_t start = at_;
    for (std::size_t next = text_.find("{%", at_); next != std::string_view::npos; next = text_.find("{%", next + 2)) {
      const char sign = next + 2 < text_.size() ? text_[next + 2] : '\0';
      at_ = skip_space(text_, next + 2 + (sign == '-' || sign == '+' ? 1 : 0));
      if (!here("endraw")) continue;
      at_ = skip_space(text_, at_ + 6);
      if (!close("%}", true, true)) continue;
      const std::size_t end = at_;
      at_ = start;
      add_data(text_.substr(start, next - start), '%', sign);
      at_ = end;
      return;
    }
    fail("the raw block is not closed: '{% endraw %}' is missing", open);
  }

  void tag(std::size_t open, std::string_view end, Token::Kind end_kind) {
    std::vector<std::pair<char, std::size_t>> brackets;
    while (true) {
      at_ = skip_space(text_, at_);
      const bool stray = brackets.empty() && here("}") && !here(end);
      if (at_ >= text_.size() || stray) {
        fail_unclosed(open, "is not closed by '" + std::string(end) + "'", stray ? at_ : open);
      }
      const std::size_t start = at_;
      if (brackets.empty() && close(end, end_kind == Token::Kind::block_end, end_kind == Token::Kind::block_end)) {
        add(end_kind, start, end);
        return;
      }
      if (is_digit(text_[at_])) {
        number();
      } else if (text_[at_] == '\'' || text_[at_] == '"') {
        string();
      } else if (begins_name(code_point_at(text_, at_).value)) {
        name();
      } else {
        symbol(brackets);
      }
    }
  }

  /// Past digits with single underscores between them.
  std::size_t digits(std::size_t at, bool (*accepts)(char)) const {
    while (at < text_.size() &&
           (accepts(text_[at]) || (text_[at] == '_' && at + 1 < text_.size() && accepts(text_[at + 1])))) {
      ++at;
    }
    return at;
  }

  void number() {
    const std::size_t start = at_;
    const char mark = at_ + 1 < text_.size() ? static_cast<char>(text_[at_ + 1] | 0x20) : '\0';
    bool (*accepts)(char) = mark == 'x'
                                ? +[](char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }
                            : mark == 'o' ? +[](char c) { return c >= '0' && c <= '7'; }
                            : mark == 'b' ? +[](char c) { return c == '0' || c == '1'; }
                                          : nullptr;
    std::size_t end = text_[at_] == '0' && accepts != nullptr ? digits(at_ + 2, accepts) : at_ + 2;
    if (end > at_ + 2) {
      at_ = end;
      return add(Token::Kind::integer, start, text_.substr(start, end - start));
    }
    const std::size_t whole = digits(at_, is_digit);
    end = whole;
    const auto digit_at = [&](std::size_t at) { return at < text_.size() && is_digit(text_[at]); };
    const bool after_point = start > 0 && text_[start - 1] == '.';
    if (!after_point) {
      if (whole < text_.size() && text_[whole] == '.' && digit_at(whole + 1)) end = digits(whole + 1, is_digit);
      if (end < text_.size() && (text_[end] | 0x20) == 'e') {
        const bool sign = end + 1 < text_.size() && (text_[end + 1] == '+' || text_[end + 1] == '-');
        const std::size_t exponent = end + 1 + (sign ? 1 : 0);
        if (digit_at(exponent)) end = digits(exponent, is_digit);
      }
    }
    const bool real = end > whole;
    if (!real && text_[start] == '0') end = digits(start, [](char c) { return c == '0'; });  // no leading zeros
    at_ = end;
    add(real ? Token::Kind::real : Token::Kind::integer, start, text_.substr(start, end - start));
  }

  void string() {
    const std::size_t start = at_;
    const char quote = text_[at_];
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2u : 1u;
    if (end >= text_.size()) fail("the string is not closed", start);
    add(Token::Kind::string, start,
        unescape_literal(text_.substr(start + 1, end - start - 1), start + 1, Escapes::jinja));
    at_ = end + 1;
  }

  void name() {
    const std::size_t start = at_;
    while (at_ < text_.size()) {
      const CodePoint point = code_point_at(text_, at_);
      if (!begins_name(point.value) && !is_number(point.value)) break;
      at_ += point.length;
    }
    add(Token::Kind::name, start, text_.substr(start, at_ - start));
  }

  void symbol(std::vector<std::pair<char, std::size_t>>& brackets) {
    const auto* found =
        std::find_if(kSymbols.begin(), kSymbols.end(), [&](std::string_view symbol) { return here(symbol); });
    if (found == kSymbols.end()) {
      fail("unexpected character '" + std::string(text_.substr(at_, code_point_at(text_, at_).length)) + "'", at_);
    }
    const char c = (*found)[0];
    if (c == '(' || c == '[' || c == '{') {
      brackets.emplace_back(c == '(' ? ')' : c == '[' ? ']' : '}', at_);
    } else if (c == ')' || c == ']' || c == '}') {
      if (brackets.empty()) fail("unexpected '" + std::string(*found) + "'", at_);
      if (brackets.back().first != c) {
        fail("unexpected '" + std::string(*found) + "', expected '" + brackets.back().first + "'", at_);
      }
      brackets.pop_back();
    }
    add(Token::Kind::symbol, at_, *found);
    at_ += found->size();
  }

  std::string_view text_;
  LexerOptions options_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::string describe(const Token& token) {
  switch (token.kind) {
    case Token::Kind::data:
      return "text";
    case Token::Kind::print_begin:
      return "'{{'";
    case Token::Kind::print_end:
      return "'}}'";
    case Token::Kind::block_begin:
      return "'{%'";
    case Token::Kind::block_end:
      return "'%}'";
    case Token::Kind::string:
      return "a string";
    case Token::Kind::end:
      return "the end of the template";
    default:
      return "'" + token.text + "'";
  }
}

std::string normalise_newlines(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else {
      out += '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    }
  }
  return out;
}

std::vector<Token> tokenize(std::string_view text, const LexerOptions& options) {
  return Lexer(text, options).run();
}

}  // namespace coldread::jinja
