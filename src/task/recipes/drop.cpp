#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "base/regex.h"
#include "base/unicode.h"
#include "metric/words.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"
#include "template/template.h"

// DROP: answers are numbers, spans or dates, each perhaps given by several annotators.
//   em  1 where the normal form equals that of an answer with a single span
//   f1  of the bags of words; an answer's spans are matched with the one that was given, the others count 0; rounded to
//       two digits
// The best over the annotators. Source: Dua et al. 2019.

namespace coldread {
namespace {

using Bag = std::set<std::string>;

List parse_answer(const Value& number, const Value& spans, const Value& date) {
  if (!(number == Value(""))) return {python_str(number)};
  if (spans.is_list() && !spans.as_list().empty()) return spans.as_list();
  const std::string text = text_at(date, "day") + " " + text_at(date, "month") + " " + text_at(date, "year");
  return {strip(text)};
}

Dict process(const Value& row) {
  const Value& answer = value_at(row, "answer");
  List answers;
  answers.emplace_back(parse_answer(value_at(answer, "number"), value_at(answer, "spans"), value_at(answer, "date")));
  const Value& validated = value_at(row, "validated_answers");
  const List& numbers = list_at(validated, "number");
  const List& spans = list_at(validated, "spans");
  const List& dates = list_at(validated, "date");
  for (std::size_t i = 0; i < numbers.size() && i < spans.size() && i < dates.size(); ++i) {
    Value parsed = parse_answer(numbers[i], spans[i], dates[i]);
    if (std::ranges::find(answers, parsed) == answers.end()) answers.push_back(std::move(parsed));
  }
  Dict columns;
  columns.set("id", value_at(row, "query_id"));
  columns.set("passage", value_at(row, "passage"));
  columns.set("question", value_at(row, "question"));
  columns.set("answers", std::move(answers));
  return columns;
}

std::string normal_word(const std::string& word) {
  static const Regex articles(R"(\b(a|an|the)\b)");
  std::string text = lower(word);
  if (float_text(text).empty()) {
    std::erase_if(text, [](char c) { return is_ascii_punctuation(static_cast<unsigned char>(c)); });
  }
  if (const std::string number = float_text(text); !number.empty()) text = number;
  return single_spaced(articles.replace(text, " "));
}

std::string normal_form(const std::string& text) {
  static const Regex breaks(" |-");
  std::string joined;
  for (const auto& piece : breaks.split(text)) {
    const std::string word = normal_word(piece.value_or(""));
    if (!word.empty()) joined += (joined.empty() ? "" : " ") + word;
  }
  return joined;
}

Bag bag_of(const std::string& normal) {
  Bag bag;
  for (const std::string_view word : split_words(std::string_view(normal))) bag.emplace(word);
  return bag;
}

Bag common(const Bag& a, const Bag& b) {
  Bag both;
  std::ranges::set_intersection(a, b, std::inserter(both, both.end()));
  return both;
}

Bag numbers_of(const Bag& bag) {
  Bag numbers;
  for (const std::string& word : bag) {
    if (!float_text(word).empty()) numbers.insert(word);
  }
  return numbers;
}

double bag_f1(const Bag& predicted, const Bag& gold) {
  const Bag gold_numbers = numbers_of(gold);
  if (!gold_numbers.empty() && common(gold_numbers, numbers_of(predicted)).empty()) return 0;
  const auto shared = static_cast<double>(common(predicted, gold).size());
  const double precision = predicted.empty() ? 1 : shared / static_cast<double>(predicted.size());
  const double recall = gold.empty() ? 1 : shared / static_cast<double>(gold.size());
  return precision == 0 && recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
}

std::vector<ItemScore> score(const Value& row, std::span<const Value> responses) {
  const std::string predicted = normal_form(text_of(responses.front(), "the response"));
  const Bag predicted_bag = bag_of(predicted);
  double exact = 0;
  double f1 = 0;
  for (const Value& answer : list_at(row, "answers")) {
    if (!answer.is_list() || answer.as_list().empty()) continue;
    const List& spans = answer.as_list();
    if (strip(text_of(spans.front(), "answers")).empty()) continue;
    double best = 0;
    for (const Value& span : spans) {
      best = std::max(best, bag_f1(predicted_bag, bag_of(normal_form(text_of(span, "answers")))));
    }
    const double mean = best / static_cast<double>(spans.size());
    f1 = std::max(f1, std::nearbyint(mean * 100) / 100);
    if (spans.size() == 1 && normal_form(spans.front().as_string()) == predicted) exact = 1;
  }
  return {{exact, {}}, {f1, {}}};
}

}  // namespace

Recipe recipe_drop() {
  return {
      .families = {"drop"},
      .data_sets = {"EleutherAI/drop"},
      .functions = {{"process_docs", RowMap(process)},
                    {"process_results", ResultsFunction{.metrics = {{"em", mean_of_results}, {"f1", mean_of_results}},
                                                        .left_out = {},
                                                        .score = score}}}};
}

}  // namespace coldread
