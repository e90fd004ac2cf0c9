#include "base/error.h"
#include "base/unicode.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// WinoGrande: the contexts are the sentence up to the blank with each option in it; what follows is scored.

namespace coldread {
namespace {

std::size_t blank(const std::string& sentence) {
  const std::size_t at = sentence.find('_');
  if (at == std::string::npos) throw Error(ErrorCode::usage, "'sentence' has no blank '_'");
  return at;
}

Value right_option(const Value& row) {
  const std::string& answer = text_at(row, "answer");
  if (answer != "1" && answer != "2") {
    throw Error(ErrorCode::usage, "'answer' must be \"1\" or \"2\", not \"" + answer + "\"");
  }
  return answer == "1" ? 0 : 1;
}

Value after_blank(const Value& row) {
  const std::string& sentence = text_at(row, "sentence");
  return strip(std::string_view(sentence).substr(blank(sentence) + 1));
}

Value contexts(const Value& row) {
  const std::string& sentence = text_at(row, "sentence");
  const std::string start = sentence.substr(0, blank(sentence));
  return List{start + text_at(row, "option1"), start + text_at(row, "option2")};
}

}  // namespace

Recipe recipe_winogrande() {
  return {.families = {"winogrande"},
          .data_sets = {"allenai/winogrande", "winogrande"},
          .functions = {{"doc_to_text", RowFunction(right_option)},
                        {"doc_to_target", RowFunction(after_blank)},
                        {"doc_to_choice", RowFunction(contexts)}}};
}

}  // namespace coldread
