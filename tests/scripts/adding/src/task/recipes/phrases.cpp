#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// Phrases: the last word is what is asked for.

namespace coldread {
namespace {

Value last_word(const Value& row) {
  const std::string& phrase = text_at(row, "phrase");
  return phrase.substr(phrase.rfind(' ') + 1);
}

}  // namespace

Recipe recipe_phrases() {
  return {.families = {"phrases"}, .data_sets = {}, .functions = {{"last_word", RowFunction(last_word)}}};
}

}  // namespace coldread
