#include "metric/entry.h"
#include "task/recipes/recipe.h"

// Aggregations of a multiple choice's gold and chosen indexes that task families write with scikit-learn. Their names
// say what they are, whatever the task.

namespace coldread {
namespace {

/// f1 over the labels that occur: average is "weighted", "macro" or "micro".
template <const char* const& Average>
std::unique_ptr<Metric> f1() {
  Dict options;
  options.set("average", Average);
  return make_metric("f1", options);
}

constexpr const char* kWeighted = "weighted";
constexpr const char* kMacro = "macro";
constexpr const char* kMicro = "micro";

/// The plain mean of the labels' F1, whether they occur or not.
std::unique_ptr<Metric> mean_f1_of(List labels) {
  Dict options;
  options.set("average", "macro");
  options.set("labels", std::move(labels));
  return make_metric("f1", options);
}

/// CommitmentBank's three labels.
std::unique_ptr<Metric> commitment_bank() {
  return mean_f1_of({0, 1, 2});
}

/// BasqueGLUE's stance on vaccines: against and in favour, without neutral.
std::unique_ptr<Metric> vaccine_stance() {
  return mean_f1_of({0, 2});
}

/// ln p of the gold choice less the mean of the others', nats.
class LikelihoodDifference final : public metrics::MeanMetric {
 public:
  ItemScore score(const Outcome& outcome) const override {
    const auto& choices = std::get<ChoiceOutcome>(outcome);
    const auto gold = static_cast<std::size_t>(choices.gold.front());
    double others = 0;
    for (std::size_t i = 0; i < choices.logprobs.size(); ++i) others += i == gold ? 0 : choices.logprobs[i];
    return {choices.logprobs[gold] - others / static_cast<double>(choices.logprobs.size() - 1), {}};
  }
};

std::unique_ptr<Metric> likelihood_difference() {
  return std::make_unique<LikelihoodDifference>();
}

AggregationFunction of_f1(std::unique_ptr<Metric> (*make)()) {
  return {.metric = "f1", .output_type = metrics::kChoice, .make = make};
}

}  // namespace

Recipe recipe_f1() {
  return {.families = {"f1"},
          .data_sets = {},
          .functions = {{"weighted_f1_score", of_f1(f1<kWeighted>)},
                        {"macro_f1_score", of_f1(f1<kMacro>)},
                        {"macro_f1", of_f1(f1<kMacro>)},
                        {"multi_f1", of_f1(f1<kMacro>)},
                        {"micro_f1_score", of_f1(f1<kMicro>)},
                        {"cb_multi_fi", of_f1(commitment_bank)},
                        {"vaxx_f1_score", of_f1(vaccine_stance)},
                        {"loglikelihood_diff",
                         AggregationFunction{
                             .metric = "likelihood", .output_type = metrics::kChoice, .make = likelihood_difference}}},
          .every_task = true};
}

}  // namespace coldread
