#include "metric/choice.h"
#include "metric/entry.h"

// Mean over the documents of sum_k (p_k - [k is gold])^2, p = softmax of the log-likelihoods: 0 is perfect, 2 the
// worst. stats: gold index, p_0, p_1, ...

namespace coldread::metrics {
namespace {

class BrierScore final : public MeanMetric {
 public:
  ItemScore score(const Outcome& outcome) const override {
    const auto& choices = std::get<ChoiceOutcome>(outcome);
    const std::vector<double> probabilities = softmax(choices.logprobs);
    const std::int64_t gold = first_gold(choices);
    ItemScore item{0, {static_cast<double>(gold)}};
    for (std::size_t k = 0; k < probabilities.size(); ++k) {
      const double error = probabilities[k] - (static_cast<std::int64_t>(k) == gold ? 1.0 : 0.0);
      item.value += error * error;
      item.stats.push_back(probabilities[k]);
    }
    return item;
  }
  std::string aggregation_name() const override { return "brier_score"; }
  StandardError standard_error() const override { return StandardError::none; }
  bool higher_is_better() const override { return false; }
};

}  // namespace

Entry brier_score() {
  return {"brier_score", {kChoice}, make<BrierScore>};
}

}  // namespace coldread::metrics
