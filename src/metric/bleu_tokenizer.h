#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coldread {

/// sacrebleu's tokenizers that need no model.
const std::vector<std::string>& bleu_tokenizers();

/// The line with its tokens set apart by spaces. name is one of bleu_tokenizers().
std::string bleu_tokenized(std::string_view name, std::string_view line);

// mteval's rules for Western text, which the tokenizers 13a and zh and TER's normalisation share. Spaces are not
// tidied.

/// ASCII punctuation apart, but for apostrophe, comma, dash and period.
std::u32string symbols_apart(std::u32string_view text);
/// Then periods and commas apart unless between digits, and a dash after a digit.
std::u32string stops_apart(std::u32string_view text);

/// Every character for which apart() holds gets a space on either side.
std::u32string set_apart(std::u32string_view text, const auto& apart) {
  std::u32string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    const bool alone = apart(c);
    if (alone) out += U' ';
    out += c;
    if (alone) out += U' ';
  }
  return out;
}

/// The text with every occurrence of a piece replaced, from left to right.
std::string replaced(std::string_view text, std::string_view from, std::string_view to);

/// The XML escapes of quote, ampersand, less and greater, one after the other in this order.
std::string without_xml_escapes(std::string text);

}  // namespace coldread
