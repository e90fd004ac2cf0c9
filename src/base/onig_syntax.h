#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coldread {

/// A pattern in Oniguruma's syntax written anew for PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE.
struct TranslatedOnig {
  std::string pattern;
  bool looks_ahead = false;  ///< holds a (?=...) or (?!...)
  bool possessive = false;   ///< holds a possessive quantifier
  /// (byte in pattern, byte in Oniguruma's), ascending: where a PCRE2 complaint comes from.
  std::vector<std::pair<std::size_t, std::size_t>> origins;
};

/// What differs between the two is rewritten: sets within sets and their intersections, \s, \w, \h, \u, \p{^...}, {,n}
/// and (?m). Throws Error(usage) that names the pattern and the position (in code points, from 0) of what cannot be.
/// Source: Oniguruma 6.9, doc/RE.
TranslatedOnig translate_onig_regex(std::string_view pattern);

/// Throws Error(usage) about the byte `at` of the pattern.
[[noreturn]] void throw_bad_onig(std::string_view pattern, const std::string& reason, std::size_t at);

}  // namespace coldread
