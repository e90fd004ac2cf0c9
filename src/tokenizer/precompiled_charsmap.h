#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coldread {

/// SentencePiece's compiled rules of normalization: texts and what takes their place. A trie as a double array, then
/// the replacements, each with a zero byte behind it.
/// Source: Kudo & Richardson 2018 (SentencePiece); Yata's Darts-clone for the array.
class PrecompiledCharsmap {
 public:
  /// Throws Error(input) about the file origin where the bytes are no such rules.
  PrecompiledCharsmap(std::string_view bytes, const std::string& origin);

  struct Rule {
    std::size_t length = 0;  ///< bytes of the text that it replaces
    std::string_view replacement;
  };
  /// The rule for the shortest beginning of the text that has one, or the longest.
  std::optional<Rule> shortest(std::string_view text) const { return find(text, true); }
  std::optional<Rule> longest(std::string_view text) const { return find(text, false); }

 private:
  std::optional<Rule> find(std::string_view text, bool shortest) const;
  std::string_view replacement_at(std::uint32_t begin) const;

  std::vector<std::uint32_t> units_;
  std::string replacements_;
};

}  // namespace coldread
