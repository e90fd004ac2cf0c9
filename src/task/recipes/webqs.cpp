#include <algorithm>

#include "base/error.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// WebQuestions: every accepted answer is a choice, and each is right; those that begin with another one are left out.

namespace coldread {
namespace {

std::vector<std::string> shortest_answers(const Value& row) {
  std::vector<std::string> answers = texts_at(row, "answers");
  if (answers.empty()) throw Error(ErrorCode::usage, "'answers' is empty");
  std::ranges::sort(answers);
  std::vector<std::string> kept{answers.front()};
  for (const std::string& answer : answers) {
    if (!answer.starts_with(kept.back())) kept.push_back(answer);
  }
  return kept;
}

Value choices(const Value& row) {
  return to_list(shortest_answers(row));
}

Value target(const Value& row) {
  List indexes;
  for (std::size_t i = 0; i < shortest_answers(row).size(); ++i) indexes.emplace_back(static_cast<std::int64_t>(i));
  return indexes;
}

}  // namespace

Recipe recipe_webqs() {
  return {.families = {"webqs"},
          .data_sets = {"stanfordnlp/web_questions", "web_questions"},
          .functions = {{"doc_to_choice", RowFunction(choices)}, {"doc_to_target", RowFunction(target)}}};
}

}  // namespace coldread
