#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"

namespace coldread {

/// The replacement text of Python's re.sub, read once: \1 to \99, \g<1>, \g<name>, \n and the like, octal escapes.
class RegexTemplate {
 public:
  /// Throws Error(usage): a group that regex does not have, an unknown escape of an ASCII letter.
  RegexTemplate(std::string_view replacement, const Regex& regex);

  /// Groups that took no part are empty.
  void append(std::string& out, const RegexMatch& match, std::string_view text) const;

 private:
  struct Piece {
    std::string literal;
    std::size_t group;  ///< stands after the literal; npos: none
  };
  std::vector<Piece> pieces_;
};

}  // namespace coldread
