#include "metric/choice.h"
#include "metric/entry.h"

// The share of documents answered right: the choice of highest log-likelihood is a gold one, or, for one continuation,
// every token of it was the most likely.

namespace coldread::metrics {
namespace {

class Acc final : public MeanMetric {
 public:
  ItemScore score(const Outcome& outcome) const override {
    if (const auto* one = std::get_if<LikelihoodOutcome>(&outcome)) return {one->is_greedy ? 1.0 : 0.0, {}};
    const auto& choices = std::get<ChoiceOutcome>(outcome);
    return {is_gold(choices, first_largest(choices.logprobs)) ? 1.0 : 0.0, {}};
  }
  bool tells_right_from_wrong() const override { return true; }
};

}  // namespace

Entry acc() {
  return {"acc", {kChoice, kLikelihood}, make<Acc>};
}

}  // namespace coldread::metrics
