#include <cmath>
#include <vector>

#include "sampling/steps.h"

namespace coldread::sampling {
namespace {

/// A logit of a token that was there before is divided by the penalty where positive and multiplied by it where
/// negative, once however often the token was there.
/// Source: Keskar et al. 2019 (CTRL), as transformers applies it.
void apply(Candidates& candidates, const StepInput& input) {
  const double penalty = input.settings.repetition_penalty;
  if (penalty == 1.0) {
    return;
  }
  std::vector<TokenId> seen(input.previous_ids.begin(), input.previous_ids.end());
  std::sort(seen.begin(), seen.end());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (std::binary_search(seen.begin(), seen.end(), candidates.ids[i])) {
      double& logit = candidates.logits[i];
      logit = logit < 0 ? logit * penalty : logit / penalty;
    }
  }
}

}  // namespace

Step repetition_penalty() {
  return {.apply = apply,
          .options = {{.name = "repetition_penalty",
                       .member = &SamplingSettings::repetition_penalty,
                       .possible = [](double penalty) { return penalty > 0 && std::isfinite(penalty); },
                       .range = "above 0, where 1 is off"}}};
}

}  // namespace coldread::sampling
