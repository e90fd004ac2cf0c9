#include "base/onig_syntax.h"

#include <algorithm>
#include <utility>

#include "base/regex_syntax.h"
#include "base/unicode.h"

namespace coldread {
namespace {

constexpr std::string_view kSpace =
    R"(\x{9}-\x{D}\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})";
constexpr std::string_view kWord = R"(\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{24B6}-\x{24E9})";
constexpr std::string_view kHex = "0-9a-fA-F";
constexpr int kDeepest = 64;  ///< sets within sets

std::string negated_set(std::string_view content) {
  return std::string("[^").append(content).append("]");
}

/// The characters of one operand of a set: what fits between brackets, and patterns of one character each.
struct Operand {
  std::string content;
  std::vector<std::string> others;

  std::string pattern() const {
    if (others.empty()) return "[" + content + "]";
    std::string text = "(?:";
    if (!content.empty()) text += "[" + content + "]|";
    for (const std::string& other : others) text += other + "|";
    text.back() = ')';
    return text;
  }
};

class Translator {
 public:
  explicit Translator(std::string_view pattern) : in_(pattern) {}

  TranslatedOnig run() {
    while (next_ < in_.size()) {
      out_.origins.emplace_back(out_.pattern.size(), next_);
      if (accept("[")) {
        const Operand set = read_set(0);
        out_.pattern += set.pattern();
      } else if (accept("\\")) {
        escape();
      } else if (accept("(?")) {
        open_group();
      } else if (accept("{")) {
        interval();
      } else {
        const char c = in_[next_++];
        out_.pattern += c;
        if ((c == '+' || c == '*' || c == '?') && accept("+")) {
          out_.pattern += '+';
          out_.possessive = true;
        }
      }
    }
    return std::move(out_);
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const { throw_bad_onig(in_, reason, std::min(next_, in_.size())); }

  bool accept(std::string_view text) {
    if (!in_.substr(next_).starts_with(text)) return false;
    next_ += text.size();
    return true;
  }
  char take() {
    if (next_ == in_.size()) fail("the pattern ends early");
    return in_[next_++];
  }

  /// The rest of \x..., \u... or \p{...}, whose letter is passed, in PCRE2's way.
  std::string character_or_property(char letter) {
    if (letter == 'u') {
      const std::string_view digits = in_.substr(next_, 4);
      const bool hexadecimal = digits.size() == 4 && digits.find_first_not_of("0123456789abcdefABCDEF") == digits.npos;
      if (!hexadecimal) fail("\\u needs four hexadecimal digits");
      next_ += 4;
      return "\\x{" + std::string(digits) + "}";
    }
    if ((letter == 'p' || letter == 'P') && accept("{")) {
      const bool negated = accept("^");
      const std::size_t end = in_.find('}', next_);
      if (end == std::string_view::npos) fail("a property without its }");
      const std::string name(in_.substr(next_, end - next_));
      next_ = end + 1;
      return std::string(negated == (letter == 'p') ? "\\P{" : "\\p{") + name + "}";
    }
    return {'\\', letter};
  }

  void escape() {
    const char letter = take();
    if (letter == 's') {
      out_.pattern.append("[").append(kSpace).append("]");
    } else if (letter == 'S') {
      out_.pattern += negated_set(kSpace);
    } else if (letter == 'w') {
      out_.pattern.append("[").append(kWord).append("]");
    } else if (letter == 'W') {
      out_.pattern += negated_set(kWord);
    } else if (letter == 'h') {
      out_.pattern.append("[").append(kHex).append("]");
    } else if (letter == 'H') {
      out_.pattern += negated_set(kHex);
    } else {
      out_.pattern += character_or_property(letter);
    }
  }

  void open_group() {
    out_.pattern += "(?";
    if (next_ < in_.size() && (in_[next_] == '=' || in_[next_] == '!')) out_.looks_ahead = true;
    const std::size_t end = in_.find_first_not_of("imx-", next_);
    if (end == std::string_view::npos || (in_[end] != ':' && in_[end] != ')')) return;
    for (; next_ < end; ++next_) out_.pattern += in_[next_] == 'm' ? 's' : in_[next_];  // a dot matches line ends, too
  }

  void interval() {
    if (accept(","))
      out_.pattern += "{0,";
    else
      out_.pattern += '{';
    const std::size_t end = in_.find_first_not_of("0123456789,", next_);
    if (end == std::string_view::npos || in_[end] != '}') return;  // no interval: the brace is a character
    out_.pattern += in_.substr(next_, end + 1 - next_);
    next_ = end + 1;
    if (next_ < in_.size() && in_[next_] == '+') fail("a quantifier of a quantifier is not supported");
  }

  /// One item of a set, behind its backslash.
  void set_escape(Operand& operand) {
    const char letter = take();
    switch (letter) {
      case 's':
        operand.content += kSpace;
        break;
      case 'w':
        operand.content += kWord;
        break;
      case 'h':
        operand.content += kHex;
        break;
      case 'S':
        operand.others.push_back(negated_set(kSpace));
        break;
      case 'W':
        operand.others.push_back(negated_set(kWord));
        break;
      case 'H':
        operand.others.push_back(negated_set(kHex));
        break;
      default:
        operand.content += character_or_property(letter);
    }
  }

  Operand read_operand(int depth, bool first) {
    Operand operand;
    for (; next_ < in_.size(); first = false) {
      const std::string_view rest = in_.substr(next_);
      if ((rest[0] == ']' && !first) || rest.starts_with("&&")) break;
      if (rest.starts_with("[:")) {
        const std::size_t end = in_.find(":]", next_ + 2);
        if (end == std::string_view::npos) fail("a class without its :]");
        operand.content += in_.substr(next_, end + 2 - next_);
        next_ = end + 2;
      } else if (accept("[")) {
        Operand inner = read_set(depth + 1);
        operand.content += inner.content;
        std::ranges::move(inner.others, std::back_inserter(operand.others));
      } else if (accept("\\")) {
        set_escape(operand);
      } else {
        if (rest[0] == ']' || (rest[0] == '^' && operand.content.empty())) operand.content += '\\';
        operand.content += in_[next_++];
      }
    }
    return operand;
  }

  /// Behind the opening bracket.
  Operand read_set(int depth) {
    if (depth > kDeepest) fail("sets within sets, too deep");
    const bool negated = accept("^");
    Operand set = read_operand(depth, true);
    while (accept("&&")) {
      const std::string both = "(?:(?=" + set.pattern() + ")" + read_operand(depth, false).pattern() + ")";
      set = {.content = {}, .others = {both}};
      out_.looks_ahead = true;
    }
    if (!accept("]")) fail("a set without its ]");
    if (set.content.empty() && set.others.empty()) fail("an empty set");
    if (!negated) return set;
    const std::string complement =
        set.others.empty() ? negated_set(set.content) : "(?:(?!" + set.pattern() + ")(?s:.))";
    return {.content = {}, .others = {complement}};
  }

  std::string_view in_;
  std::size_t next_ = 0;
  TranslatedOnig out_;
};

}  // namespace

TranslatedOnig translate_onig_regex(std::string_view pattern) {
  return Translator(pattern).run();
}

void throw_bad_onig(std::string_view pattern, const std::string& reason, std::size_t at) {
  throw_bad_regex(pattern, reason, count_code_points(pattern.substr(0, at)));
}

}  // namespace coldread
