#include "base/error.h"
#include "metric/choice.h"
#include "metric/entry.h"

// acc on ln p(choice | context) - ln p(choice): what the context adds to the choice.

namespace coldread::metrics {
namespace {

class AccMutualInfo final : public MeanMetric {
 public:
  ItemScore score(const Outcome& outcome) const override {
    const auto& choices = std::get<ChoiceOutcome>(outcome);
    COLDREAD_CHECK(choices.unconditional_logprobs.size() == choices.logprobs.size());
    std::vector<double> gain = choices.logprobs;
    for (std::size_t k = 0; k < gain.size(); ++k) gain[k] -= choices.unconditional_logprobs[k];
    return {is_gold(choices, first_largest(gain)) ? 1.0 : 0.0, {}};
  }
  bool needs_unconditional() const override { return true; }
};

}  // namespace

Entry acc_mutual_info() {
  return {"acc_mutual_info", {kChoice}, make<AccMutualInfo>};
}

}  // namespace coldread::metrics
