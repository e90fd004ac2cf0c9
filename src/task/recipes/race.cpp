#include "base/error.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"
#include "template/template.h"

// RACE: an article with its questions, all but the last one answered. `problems` is a list written as Python.

namespace coldread {
namespace {

List problems_of(const Value& row) {
  const Value problems = literal_eval(text_at(row, "problems"));
  if (!problems.is_list() || problems.as_list().empty()) {
    throw Error(ErrorCode::usage, "'problems' is no list of questions");
  }
  return problems.as_list();
}

std::size_t right_option(const Value& problem) {
  const std::string& letter = text_at(problem, "answer");
  if (letter.size() != 1 || letter < "A" || letter > "D") {
    throw Error(ErrorCode::usage, "'answer' of a problem must be A, B, C or D, not '" + letter + "'");
  }
  return static_cast<std::size_t>(letter.front() - 'A');
}

std::string option(const Value& problem, std::size_t index) {
  const std::vector<std::string> options = texts_at(problem, "options");
  if (index >= options.size()) {
    throw Error(ErrorCode::usage, "a problem has " + std::to_string(options.size()) + " options, not 4");
  }
  return options[index];
}

Value text(const Value& row) {
  std::string text = "Article: " + text_at(row, "article") + "\n\n";
  const List problems = problems_of(row);
  for (std::size_t i = 0; i + 1 < problems.size(); ++i) {
    const std::string& question = text_at(problems[i], "question");
    const std::string answer = option(problems[i], right_option(problems[i]));
    if (question.ends_with("  _  .")) {
      text += question.substr(0, question.size() - 5) + answer + "\n";
    } else {
      text += "Question: " + question + "\nAnswer: " + answer + "\n";
    }
  }
  return text + text_at(problems.back(), "question");
}

Value target(const Value& row) {
  return static_cast<std::int64_t>(right_option(problems_of(row).back()));
}

Value choices(const Value& row) {
  const List problems = problems_of(row);
  List list;
  for (std::size_t i = 0; i < 4; ++i) list.emplace_back(option(problems.back(), i));
  return list;
}

}  // namespace

Recipe recipe_race() {
  return {.families = {"race"},
          .data_sets = {"EleutherAI/race", "ehovy/race"},
          .functions = {{"doc_to_text", RowFunction(text)},
                        {"doc_to_target", RowFunction(target)},
                        {"doc_to_choice", RowFunction(choices)}}};
}

}  // namespace coldread
