#include "metric/words.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// Summaries of news: ROUGE with stemming against the reference, both on one line. BERTScore needs a network of its own.

namespace coldread {
namespace {

std::vector<ItemScore> score_against(const std::string& reference, std::span<const Value> responses) {
  const TextOutcome outcome{.prediction = single_spaced(text_of(responses.front(), "the response")),
                            .references = {single_spaced(reference)}};
  Dict options;
  options.set("use_stemmer", true);
  std::vector<ItemScore> scores;
  for (const char* name : {"rouge1", "rouge2", "rougeL"}) scores.push_back(make_metric(name, options)->score(outcome));
  scores.push_back({static_cast<double>(split_words(std::string_view(outcome.prediction)).size()), {}});
  return scores;
}

std::vector<ItemScore> score(const Value& row, std::span<const Value> responses) {
  const Value* reference = row.find("highlights");
  if (reference == nullptr) reference = row.find("summary");
  return score_against(reference != nullptr ? text_of(*reference, "highlights") : "", responses);
}

Dict process(const Value& row) {
  const std::string article = single_spaced(text_at(row, "article"));
  const std::string highlights = single_spaced(text_at(row, "highlights"));
  Dict columns;
  columns.set("article", article);
  columns.set("highlights", highlights);
  columns.set("article_length", static_cast<std::int64_t>(split_words(std::string_view(article)).size()));
  columns.set("summary_length", static_cast<std::int64_t>(split_words(std::string_view(highlights)).size()));
  return columns;
}

}  // namespace

Recipe recipe_cnn_dailymail() {
  return {.families = {"cnn_dailymail", "xsum"},
          .data_sets = {"abisee/cnn_dailymail", "cnn_dailymail", "EdinburghNLP/xsum"},
          .functions = {{"process_docs", RowMap(process)},
                        {"process_results",
                         ResultsFunction{.metrics = {{"rouge1", mean_of_results},
                                                     {"rouge2", mean_of_results},
                                                     {"rougeL", mean_of_results},
                                                     {"summary_length", mean_of_results}},
                                         .left_out = {"bertscore_precision", "bertscore_recall", "bertscore_f1"},
                                         .score = score}}}};
}

}  // namespace coldread
