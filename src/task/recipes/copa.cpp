#include "base/error.h"
#include "base/unicode.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// COPA: the premise without its full stop, "because" or "therefore", and the choices as its continuation.

namespace coldread {
namespace {

/// " " and the choice with its first letter small.
std::string continuation(const std::string& choice) {
  const CodePoint first = code_point_at(choice, 0);
  if (first.length == 0) throw Error(ErrorCode::usage, "a choice is empty");
  return " " + lower(choice.substr(0, first.length)) + choice.substr(first.length);
}

Value text(const Value& row) {
  const std::string& question = text_at(row, "question");
  if (question != "cause" && question != "effect") {
    throw Error(ErrorCode::usage, "'question' must be cause or effect, not '" + question + "'");
  }
  std::u32string premise = to_utf32(strip(text_at(row, "premise")));
  if (!premise.empty()) premise.pop_back();
  return to_utf8(premise) + (question == "cause" ? " because" : " therefore");
}

Value target(const Value& row) {
  return continuation(text_at(row, value_at(row, "label") == Value(0) ? "choice1" : "choice2"));
}

Value choices(const Value& row) {
  return List{continuation(text_at(row, "choice1")), continuation(text_at(row, "choice2"))};
}

}  // namespace

Recipe recipe_copa() {
  return {.families = {"copa"},
          .data_sets = {},
          .functions = {{"doc_to_text", RowFunction(text)},
                        {"doc_to_target", RowFunction(target)},
                        {"doc_to_choice", RowFunction(choices)}}};
}

}  // namespace coldread
