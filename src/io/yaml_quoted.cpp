#include "io/yaml_quoted.h"

#include <charconv>
#include <cstdint>

#include "base/unicode.h"

namespace coldread {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view source) : rest_(source.substr(1)), quote_(source[0]) {}

  std::optional<std::string> run() {
    while (!rest_.empty()) {
      if (is_blank(rest_[0]) || at_break()) {
        fold();
      } else if (rest_[0] == quote_) {
        rest_.remove_prefix(1);
        if (quote_ == '"' || rest_.empty() || rest_[0] != '\'') return text_;
        text_ += take();
      } else if (rest_[0] == '\\' && quote_ == '"') {
        rest_.remove_prefix(1);
        if (!escape()) return std::nullopt;
      } else {
        text_ += take();
      }
    }
    return std::nullopt;
  }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t'; }
  bool at_break() const { return !rest_.empty() && (rest_[0] == '\n' || rest_[0] == '\r'); }

  char take() {
    const char c = rest_[0];
    rest_.remove_prefix(1);
    return c;
  }

  void skip_break() { rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1); }

  std::string_view take_blanks() {
    std::size_t count = 0;
    while (count < rest_.size() && is_blank(rest_[count])) ++count;
    const std::string_view blanks = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return blanks;
  }

  /// Blank lines and the indentation of the next line; one newline a blank line.
  std::string take_breaks() {
    std::string breaks;
    while (true) {
      take_blanks();
      if (!at_break()) return breaks;
      skip_break();
      breaks += '\n';
    }
  }

  /// One line break becomes a space, n + 1 become n newlines; blanks around them go.
  void fold() {
    const std::string_view blanks = take_blanks();
    if (!at_break()) {
      text_ += blanks;
      return;
    }
    skip_break();
    const std::string breaks = take_breaks();
    text_ += breaks.empty() ? " " : breaks;
  }

  bool escape() {
    if (rest_.empty()) return false;
    if (at_break()) {
      skip_break();
      text_ += take_breaks();
      return true;
    }
    const char c = take();
    constexpr std::string_view kNames = "0abt\tnvfre \"/\\N_LP";
    constexpr std::u32string_view kValues = U"\0\a\b\t\t\n\v\f\r\x1B \"/\\\x85\xA0\u2028\u2029";
    if (const std::size_t at = kNames.find(c); at != std::string_view::npos) {
      append_utf8(text_, kValues[at]);
      return true;
    }
    return c == 'x' ? code_point(2) : c == 'u' ? code_point(4) : c == 'U' && code_point(8);
  }

  bool code_point(std::size_t digits) {
    std::uint32_t value = 0;
    if (rest_.size() < digits) return false;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + digits, value, 16);
    if (error != std::errc() || end != rest_.data() + digits || value > 0x10FFFF) return false;
    rest_.remove_prefix(digits);
    append_utf8(text_, static_cast<char32_t>(value));
    return true;
  }

  std::string_view rest_;
  char quote_;
  std::string text_;
};

}  // namespace

std::optional<std::string> read_quoted_scalar(std::string_view source) {
  return Scanner(source).run();
}

}  // namespace coldread
