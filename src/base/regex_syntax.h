#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coldread {

/// Python's re flags. Inline flags in a pattern add to them.
struct RegexFlags {
  bool ignore_case = false;
  bool multi_line = false;
  bool dot_all = false;
  bool verbose = false;
  bool ascii = false;  ///< \w \d \s \b know ASCII alone; otherwise Unicode, as for Python's str
};

/// A Python pattern written anew for PCRE2. Every group is numbered; names live here alone.
struct TranslatedRegex {
  std::string pattern;  ///< UTF-8, for PCRE2_UTF | PCRE2_ALT_CIRCUMFLEX with LF as the newline
  RegexFlags flags;     ///< given and inline
  std::size_t group_count = 0;
  bool looks_ahead = false;  ///< holds a (?=...)
  bool possessive = false;   ///< holds a possessive quantifier
  std::vector<std::pair<std::string, std::size_t>> names;
  /// (byte in pattern, code point in the Python pattern), ascending: where a PCRE2 complaint comes from.
  std::vector<std::pair<std::size_t, std::size_t>> origins;
};

/// Reads the syntax of Python 3.11's re module. Throws Error(usage) that names the pattern and the position (in code
/// points, from 0) as Python counts it.
TranslatedRegex translate_python_regex(std::string_view pattern, RegexFlags flags);

[[noreturn]] void throw_bad_regex(std::string_view pattern, const std::string& reason, std::size_t position);

}  // namespace coldread
