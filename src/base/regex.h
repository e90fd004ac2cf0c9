#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex_syntax.h"

namespace coldread {

/// Byte offsets of a group in the searched text; npos where the group took no part.
struct RegexSpan {
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  std::size_t begin = npos;
  std::size_t end = npos;

  bool matched() const { return begin != npos; }
  std::string_view of(std::string_view text) const {
    return matched() ? text.substr(begin, end - begin) : std::string_view{};
  }
};

struct RegexMatch {
  std::vector<RegexSpan> groups;  ///< [0] is the whole match
  const RegexSpan& operator[](std::size_t group) const { return groups[group]; }
};

/// A regular expression with the syntax and the meaning of Python 3.11's re module over str, run by PCRE2's JIT.
/// In the text each byte that is not UTF-8 reads as U+FFFD; results hold the original bytes. A search that takes too
/// many steps or too much memory throws Error(usage) that names the pattern. Safe to use from several threads at once.
class Regex {
 public:
  /// Throws Error(usage) with the pattern and the position of the mistake.
  explicit Regex(std::string_view python_pattern, RegexFlags flags = {});
  ~Regex();
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;

  const std::string& pattern() const { return pattern_; }
  std::size_t group_count() const { return group_count_; }
  /// Of a (?P<name>...) group.
  std::optional<std::size_t> group_index(std::string_view name) const;

  std::optional<RegexMatch> search(std::string_view text) const;
  std::optional<RegexMatch> match(std::string_view text) const;      ///< at the start of the text
  std::optional<RegexMatch> fullmatch(std::string_view text) const;  ///< all of the text

  /// re.finditer: from left to right; an empty match may follow a match that was not empty. limit 0: no limit.
  std::vector<RegexMatch> find_iter(std::string_view text, std::size_t limit = 0) const;
  /// re.findall: a row holds the whole match, or, where the pattern has groups, each group ("" if it took no part).
  std::vector<std::vector<std::string>> find_all(std::string_view text) const;
  /// re.split: the pieces, with the groups between them (nothing where one took no part).
  std::vector<std::optional<std::string>> split(std::string_view text, std::size_t max_splits = 0) const;
  /// re.sub with Python's template: \1, \g<name>, \g<0>, \n. Throws Error(usage) on a bad template. count 0: all.
  std::string replace(std::string_view text, std::string_view replacement, std::size_t count = 0) const;

 private:
  struct Program;
  std::string pattern_;
  std::size_t group_count_ = 0;
  std::vector<std::pair<std::string, std::size_t>> names_;
  std::unique_ptr<const Program> program_;
};

/// re.escape: a pattern that matches just this text.
std::string regex_escape(std::string_view text);

}  // namespace coldread
