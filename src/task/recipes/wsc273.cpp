#include <array>

#include "base/error.h"
#include "base/unicode.h"
#include "metric/words.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// The 273 Winograd schemas: each option written as it would stand in the pronoun's place.

namespace coldread {
namespace {

constexpr std::array<std::string_view, 11> kCapitalised{"A",    "An", "The", "She", "He",   "It",
                                                        "They", "My", "His", "Her", "Their"};
constexpr std::array<std::string_view, 5> kPossessive{"my", "his", "her", "our", "their"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  for (const std::string_view known : words) {
    if (known == word) return true;
  }
  return false;
}

/// text[index] by code points, negative indexes from the end.
char32_t character_at(const std::u32string& text, std::int64_t index) {
  const auto size = static_cast<std::int64_t>(text.size());
  const std::int64_t at = index < 0 ? index + size : index;
  if (at < 0 || at >= size) throw Error(ErrorCode::usage, "'pronoun_loc' is beyond the text");
  return text[static_cast<std::size_t>(at)];
}

std::string in_place(const std::string& given, const std::string& pronoun, bool starts_sentence) {
  std::string option = given;
  if (contains(kPossessive, lower(pronoun))) option += "'s";
  const auto words = split_words(std::string_view(option));
  if (words.empty()) throw Error(ErrorCode::usage, "an option is empty");
  const std::string first(words.front());
  if (starts_sentence || !contains(kCapitalised, first)) return option;
  return replaced(option, first, lower(first));
}

Dict process(const Value& row) {
  const std::string text = replaced(text_at(row, "text"), "  ", " ");
  const bool starts_sentence = character_at(to_utf32(text), int_at(row, "pronoun_loc") - 2) == U'.';
  std::vector<std::string> options = texts_at(row, "options");
  if (options.size() < 2) throw Error(ErrorCode::usage, "'options' must hold two texts");
  for (std::size_t i = 0; i < 2; ++i) options[i] = in_place(options[i], text_at(row, "pronoun"), starts_sentence);
  Dict columns;
  columns.set("text", text);
  columns.set("options", to_list(options));
  return columns;
}

}  // namespace

Recipe recipe_wsc273() {
  return {.families = {"wsc273"},
          .data_sets = {"lighteval/winograd_wsc", "winograd_wsc"},
          .functions = {{"process_doc", RowMap(process)}, {"process_docs", RowMap(process)}}};
}

}  // namespace coldread
