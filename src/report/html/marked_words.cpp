#include "report/html/marked_words.h"

#include <algorithm>
#include <cstdint>

#include "base/unicode.h"

namespace coldread {
namespace {

constexpr std::size_t kCompared = 800;

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t start = 0;
  bool was_space = false;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    const bool space = is_white_space(c.value);
    if (at > start && space != was_space) {
      words.push_back(text.substr(start, at - start));
      start = at;
    }
    was_space = space;
    at += std::max<std::size_t>(c.length, 1);
  }
  if (start < text.size()) words.push_back(text.substr(start));
  return words;
}

}  // namespace

std::vector<MarkedWord> marked_words(std::string_view base_text, std::string_view own_text) {
  const std::vector<std::string_view> base = words_of(base_text);
  std::vector<MarkedWord> own;
  for (const std::string_view word : words_of(own_text)) own.push_back({word, false});
  const std::size_t rows = std::min(base.size(), kCompared), columns = std::min(own.size(), kCompared);
  // common[i, j]: words in a longest common sequence of base from i on and own from j on.
  std::vector<std::uint16_t> common((rows + 1) * (columns + 1));
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint16_t& { return common[i * (columns + 1) + j]; };
  for (std::size_t i = rows; i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      at(i, j) = base[i] == own[j].text ? static_cast<std::uint16_t>(at(i + 1, j + 1) + 1)
                                        : std::max(at(i + 1, j), at(i, j + 1));
    }
  }
  std::size_t i = 0;
  for (std::size_t j = 0; j < columns;) {
    if (i < rows && base[i] == own[j].text) {
      ++i, ++j;
    } else if (i < rows && at(i + 1, j) >= at(i, j + 1)) {
      ++i;
    } else {
      own[j].differs = !strip(own[j].text).empty();
      ++j;
    }
  }
  return own;
}

}  // namespace coldread
