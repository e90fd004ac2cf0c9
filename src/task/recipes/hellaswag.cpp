#include <charconv>

#include "base/error.h"
#include "base/regex.h"
#include "base/unicode.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// HellaSwag: "activity: context" and endings without the marks of the WikiHow part.

namespace coldread {
namespace {

std::string without_marks(std::string_view text) {
  static const Regex brackets(R"(\[.*?\])");
  const std::string titled = replaced(std::string(strip(text)), " [title]", ". ");
  return replaced(brackets.replace(titled, ""), "  ", " ");
}

/// int(label) of a label that is a number or its text.
std::int64_t gold_of(const Value& label) {
  if (label.is_int()) return label.as_int();
  const std::string_view text = strip(text_of(label, "label"));
  std::int64_t gold = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), gold);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Error(ErrorCode::usage, "'label' is no whole number: '" + std::string(text) + "'");
  }
  return gold;
}

Dict process(const Value& row) {
  const std::string context = text_at(row, "ctx_a") + " " + capitalised(text_at(row, "ctx_b"));
  List choices;
  for (const std::string& ending : texts_at(row, "endings")) choices.emplace_back(without_marks(ending));
  Dict columns;
  columns.set("query", without_marks(text_at(row, "activity_label") + ": " + context));
  columns.set("choices", std::move(choices));
  columns.set("gold", gold_of(value_at(row, "label")));
  return columns;
}

}  // namespace

Recipe recipe_hellaswag() {
  return {.families = {"hellaswag"},
          .data_sets = {"Rowan/hellaswag", "hellaswag"},
          .functions = {{"process_docs", RowMap(process)}}};
}

}  // namespace coldread
