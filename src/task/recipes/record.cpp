#include <algorithm>

#include "base/error.h"
#include "base/unicode.h"
#include "metric/squad_text.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// SuperGLUE's ReCoRD: the entity that makes the query most likely, against the right ones.

namespace coldread {
namespace {

constexpr std::string_view kMark = "\n@highlight\n";

std::vector<std::string> sorted_once(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

Dict process(const Value& row) {
  Dict columns;
  columns.set("passage", value_at(row, "passage"));
  columns.set("query", value_at(row, "query"));
  columns.set("entities", to_list(sorted_once(texts_at(row, "entities"))));
  columns.set("answers", to_list(sorted_once(texts_at(row, "answers"))));
  return columns;
}

Value text(const Value& row) {
  std::string_view rest = strip(text_at(row, "passage"));
  std::string text(rest.substr(0, rest.find(kMark)));
  text += "\n\n";
  for (std::size_t at = rest.find(kMark); at != std::string_view::npos; at = rest.find(kMark)) {
    rest.remove_prefix(at + kMark.size());
    text += "  - " + std::string(rest.substr(0, rest.find(kMark))) + ".\n";
  }
  return text;
}

std::string filled_in(const Value& row, const std::string& entity) {
  return replaced("  - " + text_at(row, "query"), "@placeholder", entity);
}

Value target(const Value& row) {
  const std::vector<std::string> answers = texts_at(row, "answers");
  if (answers.empty()) throw Error(ErrorCode::usage, "'answers' is empty");
  return filled_in(row, answers.front());
}

Value choices(const Value& row) {
  List list;
  for (const std::string& entity : texts_at(row, "entities")) list.emplace_back(filled_in(row, entity));
  return list;
}

std::vector<ItemScore> score(const Value& row, std::span<const Value> responses) {
  const std::vector<std::string> entities = texts_at(row, "entities");
  std::size_t likeliest = 0;
  const auto logprob = [&](std::size_t i) { return responses[i].as_list().front().as_number(); };
  for (std::size_t i = 1; i < responses.size(); ++i) {
    if (logprob(i) > logprob(likeliest)) likeliest = i;
  }
  const std::string& prediction = entities.at(likeliest);
  const std::vector<std::string> golds = texts_at(row, "answers");
  const double f1 = best_over_golds(
      golds, [&](const std::string& gold) { return squad_token_f1(prediction, gold, EmptySide::equality); });
  const double em = best_over_golds(golds, [&](const std::string& gold) { return squad_exact(prediction, gold); });
  return {{f1, {}}, {em, {}}};
}

}  // namespace

Recipe recipe_record() {
  return {
      .families = {"record"},
      .data_sets = {},
      .functions = {{"process_docs", RowMap(process)},
                    {"doc_to_text", RowFunction(text)},
                    {"doc_to_target", RowFunction(target)},
                    {"doc_to_choice", RowFunction(choices)},
                    {"process_results", ResultsFunction{.metrics = {{"f1", mean_of_results}, {"em", mean_of_results}},
                                                        .left_out = {},
                                                        .score = score}}}};
}

}  // namespace coldread
