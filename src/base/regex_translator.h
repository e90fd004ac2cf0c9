#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex_syntax.h"
#include "base/unicode.h"

namespace coldread {

/// One pass over a Python pattern: regex_syntax.cpp reads atoms and quantifiers, regex_groups.cpp what parentheses
/// open, regex_escapes.cpp escapes and character classes.
class RegexTranslator {
 public:
  RegexTranslator(std::string_view pattern, RegexFlags flags) : text_(pattern), in_(to_utf32(pattern)), scope_(flags) {
    out_.flags = flags;
  }

  TranslatedRegex run();

 private:
  enum class Item { none, assertion, atom, repeat };  ///< what a quantifier would apply to

  struct Group {
    RegexFlags outer;
    std::size_t capture;  ///< 0: not a capturing group
    std::size_t start;
  };

  [[noreturn]] void fail(const std::string& reason, std::size_t position) const {
    throw_bad_regex(text_, reason, position);
  }
  bool at_end() const { return next_ >= in_.size(); }
  char32_t peek(std::size_t ahead = 0) const { return next_ + ahead < in_.size() ? in_[next_ + ahead] : 0; }
  bool accept(char32_t c) {
    if (at_end() || in_[next_] != c) return false;
    ++next_;
    return true;
  }
  void emit(std::string_view piece) { out_.pattern += piece; }
  void emit_literal(char32_t c);
  void atom() { item_ = Item::atom; }
  void open(std::size_t start, std::size_t capture = 0) {
    groups_.push_back({scope_, capture, start});
    item_ = Item::none;
  }

  bool skip_verbose();
  void quantifier(char32_t c, std::size_t start);
  bool counted(std::string& piece, std::size_t start);
  void character_class(std::size_t start);
  std::optional<char32_t> class_member(std::size_t start);
  void escape(std::size_t start);
  char32_t character_escape(char32_t letter, std::size_t start);
  char32_t hexadecimal(std::size_t digits, std::size_t start);
  void boundary(bool negated);
  void open_group(std::size_t start);
  void named(std::size_t start);
  void flag_group(std::size_t start);
  void conditional(std::size_t start);
  void back_reference(std::size_t group, std::size_t start);
  void open_capture(const std::string& name, std::size_t start);
  void close_group(std::size_t start);
  std::string name_until(char32_t end, std::size_t start);
  std::size_t group_named(const std::string& name, std::size_t start) const;

  std::string_view text_;
  std::u32string in_;
  std::size_t next_ = 0;
  RegexFlags scope_;
  std::vector<Group> groups_;
  Item item_ = Item::none;
  bool nothing_yet_ = true;  ///< global flags may still stand here
  TranslatedRegex out_;
};

inline bool is_ascii_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}
inline bool is_ascii_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

}  // namespace coldread
