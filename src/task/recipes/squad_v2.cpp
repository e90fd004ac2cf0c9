#include "metric/squad_v2.h"

#include <array>
#include <cmath>

#include "base/error.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// SQuAD 2.0: the model answers, and how likely it finds " unanswerable" is the probability that there is no answer.
// A document's stats: has an answer, was answered, that probability, exact, f1. Scores are percent.

namespace coldread {
namespace {

constexpr std::string_view kYaml = R"(
dataset_path: lighteval/squad_v2
training_split: train
validation_split: validation
output_type: generate_until
doc_to_text: "Title: {{title}}\n\nBackground: {{context}}\n\nQuestion: {{question}}\n\nAnswer:"
doc_to_target: "{{' ' + (answers.text[0] if answers.text|length > 0 else 'unanswerable')}}"
generation_kwargs: {until: ["\n"]}
metric_list:
  - {metric: exact}
  - {metric: f1}
  - {metric: HasAns_exact}
  - {metric: HasAns_f1}
  - {metric: NoAns_exact}
  - {metric: NoAns_f1}
  - {metric: best_exact}
  - {metric: best_f1}
metadata: {version: 3}
)";

enum Figure { kExact, kF1, kHasAnswerExact, kHasAnswerF1, kNoAnswerExact, kNoAnswerF1, kBestExact, kBestF1 };

double figure(const SquadV2Result& result, Figure which) {
  const SquadV2Part none;
  switch (which) {
    case kExact:
      return result.all.exact;
    case kF1:
      return result.all.f1;
    case kHasAnswerExact:
      return result.answerable.value_or(none).exact;
    case kHasAnswerF1:
      return result.answerable.value_or(none).f1;
    case kNoAnswerExact:
      return result.unanswerable.value_or(none).exact;
    case kNoAnswerF1:
      return result.unanswerable.value_or(none).f1;
    case kBestExact:
      return result.best_exact;
    case kBestF1:
      return result.best_f1;
  }
  return 0;
}

template <Figure Which>
class Squad final : public Metric {
 public:
  ItemScore score(const Outcome&) const override { check_failed(__FILE__, __LINE__, "a results function scores"); }
  double aggregate(std::span<const ItemScore> items) const override {
    std::vector<SquadV2Score> scores;
    for (const ItemScore& item : items) {
      const auto& stats = item.stats;
      scores.push_back({stats[0] != 0, stats[1] != 0, stats[2], stats[3], stats[4]});
    }
    return figure(squad_v2(scores, 1.0), Which);
  }
  std::string aggregation_name() const override { return "squad_v2"; }
  StandardError standard_error() const override { return StandardError::none; }
};

template <Figure Which>
std::unique_ptr<Metric> squad() {
  return std::make_unique<Squad<Which>>();
}

std::vector<ItemScore> score(const Value& row, std::span<const Value> responses) {
  const SquadV2Score one =
      squad_v2_score({.golds = texts_at(row, "answers.text"),
                      .prediction = text_of(responses[0], "the response"),
                      .no_answer_probability = std::exp(responses[1].as_list().front().as_number())});
  const std::vector<double> stats{one.has_answer ? 1.0 : 0.0, one.answered ? 1.0 : 0.0, one.no_answer_probability,
                                  one.exact, one.f1};
  std::vector<ItemScore> scores;
  for (int which = kExact; which <= kBestF1; ++which) {
    scores.push_back({100 * (which % 2 == 0 ? one.exact : one.f1), stats});
  }
  return scores;
}

}  // namespace

Recipe recipe_squad_v2() {
  ResultsFunction results{.metrics = {{"exact", squad<kExact>},
                                      {"f1", squad<kF1>},
                                      {"HasAns_exact", squad<kHasAnswerExact>},
                                      {"HasAns_f1", squad<kHasAnswerF1>},
                                      {"NoAns_exact", squad<kNoAnswerExact>},
                                      {"NoAns_f1", squad<kNoAnswerF1>},
                                      {"best_exact", squad<kBestExact>},
                                      {"best_f1", squad<kBestF1>}},
                          .left_out = {},
                          .score = score};
  return {
      .families = {"squadv2"},
      .data_sets = {},
      .functions = {{"SQuAD2", TaskClass{.yaml = kYaml, .scored_continuation = " unanswerable", .results = results}}}};
}

}  // namespace coldread
