#include "metric/entry.h"
#include "metric/squad_text.h"
#include "task/recipes/recipe.h"

// AfriQA: SQuAD 1.1's token F1 of the answer and the gold one.

namespace coldread {
namespace {

ItemScore token_f1(const TextOutcome& outcome) {
  const auto score = [&](const std::string& gold) { return squad_token_f1(outcome.prediction, gold, EmptySide::zero); };
  return {best_over_golds(outcome.references, score), {}};
}

std::unique_ptr<Metric> mean_token_f1() {
  return std::make_unique<metrics::MeanOf<TextOutcome, token_f1>>();
}

}  // namespace

Recipe recipe_afriqa() {
  return {.families = {"afriqa"},
          .data_sets = {"masakhane/afriqa-gold-passages"},
          .functions = {
              {"f1", AggregationFunction{.metric = "f1", .output_type = metrics::kGenerate, .make = mean_token_f1}}}};
}

}  // namespace coldread
