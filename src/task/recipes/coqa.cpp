#include <algorithm>

#include "base/error.h"
#include "base/unicode.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"
#include "template/template.h"

// CoQA: a passage, the questions so far with their answers, the last question open.

namespace coldread {
namespace {

Value conversation(const Value& row) {
  std::string text = text_at(row, "story") + "\n\n";
  const List& questions = list_at(row, "questions.input_text");
  const List& answers = list_at(row, "answers.input_text");
  const std::size_t answered = answers.empty() ? 0 : answers.size() - 1;
  for (std::size_t i = 0; i < std::max(questions.size(), answered); ++i) {
    text += "Q: " + (i < questions.size() ? python_str(questions[i]) : "None") + "\n\n";
    const bool has_answer = i < answered && !answers[i].is_null();
    text += has_answer ? "A: " + python_str(answers[i]) + "\n\n" : "A:";
  }
  return text;
}

std::string answer_of_turn(const List& answers, std::size_t turn) {
  if (turn == 0 || turn > answers.size()) {
    throw Error(ErrorCode::usage,
                "there are " + std::to_string(turn) + " questions, but " + std::to_string(answers.size()) + " answers");
  }
  return text_of(answers[turn - 1], "answers.input_text");
}

/// The answer to the last question and the further ones that differ from it in more than case.
std::vector<std::string> accepted_answers(const Value& row) {
  const std::size_t turn = list_at(row, "questions.input_text").size();
  std::vector<std::string> answers{answer_of_turn(list_at(row, "answers.input_text"), turn)};
  const Value* further = row.find("additional_answers");
  if (further == nullptr || !further->is_dict()) return answers;
  for (const auto& [annotator, given] : further->as_dict()) {
    const std::string answer = answer_of_turn(list_at(given, "input_text"), turn);
    const bool known = std::ranges::any_of(answers, [&](const auto& other) { return lower(other) == lower(answer); });
    if (!known) answers.push_back(answer);
  }
  return answers;
}

Value target(const Value& row) {
  return to_list(accepted_answers(row));
}

std::vector<ItemScore> score(const Value& row, std::span<const Value> responses) {
  const TextOutcome outcome{.prediction = text_of(responses.front(), "the response"),
                            .references = accepted_answers(row)};
  return {make_metric("coqa_em")->score(outcome), make_metric("coqa_f1")->score(outcome)};
}

}  // namespace

Recipe recipe_coqa() {
  return {
      .families = {"coqa"},
      .data_sets = {"EleutherAI/coqa", "stanfordnlp/coqa"},
      .functions = {{"doc_to_text", RowFunction(conversation)},
                    {"doc_to_target", RowFunction(target)},
                    {"process_results", ResultsFunction{.metrics = {{"em", mean_of_results}, {"f1", mean_of_results}},
                                                        .left_out = {},
                                                        .score = score}}}};
}

}  // namespace coldread
