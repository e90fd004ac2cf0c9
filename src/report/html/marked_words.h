#pragma once

#include <string_view>
#include <vector>

namespace coldread {

/// A stretch of a text: white space or a word.
struct MarkedWord {
  std::string_view text;
  bool differs = false;  ///< a word that stands in no longest common sequence with the other text
};

/// The words of own, marked against base; past the first 800 of either nothing is. Views into own.
std::vector<MarkedWord> marked_words(std::string_view base, std::string_view own);

}  // namespace coldread
