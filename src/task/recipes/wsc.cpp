#include "base/error.h"
#include "base/regex.h"
#include "base/unicode.h"
#include "metric/words.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// SuperGLUE's WSC: the passage with the pronoun between asterisks, and whether it stands for the noun.

namespace coldread {
namespace {

std::string without_spaces_at_marks(std::string text) {
  static const Regex before_mark(R"( (['.,]))");
  text = replaced(std::move(text), " n't", "n't");
  text = replaced(std::move(text), " )", ")");
  text = replaced(std::move(text), "( ", "(");
  text = replaced(std::move(text), "\" ", "\"");
  text = replaced(std::move(text), " \"", "\"");
  return before_mark.replace(text, R"(\1)");
}

Value text(const Value& row) {
  const std::string& passage = text_at(row, "text");
  const std::string& pronoun = text_at(row, "span2_text");
  const auto words = split_words(std::string_view(passage));
  std::int64_t position = int_at(row, "span2_index");  // counted in words
  if (position < 0) position = std::max<std::int64_t>(0, position + static_cast<std::int64_t>(words.size()));
  std::string before;
  for (std::size_t i = 0; i < words.size() && i < static_cast<std::size_t>(position); ++i) {
    before += (i > 0 ? " " : "") + std::string(words[i]);
  }
  const std::u32string wide = to_utf32(passage);
  const std::size_t rest = count_code_points(before) + count_code_points(pronoun) + 1;
  const std::string after = rest < wide.size() ? to_utf8(std::u32string_view(wide).substr(rest)) : "";
  return "Passage: " + without_spaces_at_marks(before + " *" + pronoun + "*" + after) +
         "\nQuestion: In the passage above, does the pronoun \"*" + pronoun + "*\" refer to \"*" +
         text_at(row, "span1_text") + "*\"?\nAnswer:";
}

}  // namespace

Recipe recipe_wsc() {
  return {.families = {"wsc"}, .data_sets = {}, .functions = {{"default_doc_to_text", RowFunction(text)}}};
}

}  // namespace coldread
