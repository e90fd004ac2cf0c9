#include "sampling/steps.h"

namespace coldread::sampling {

/// Tokens with a probability below epsilon are cut; the most likely ones stay.
/// Source: Hewitt et al. 2022 (truncation sampling), as transformers applies it.
void epsilon_cutoff(Candidates& candidates, const StepInput& input) {
  const double epsilon = input.settings.epsilon_cutoff;
  if (epsilon <= 0) return;
  const auto weights = weights_of(candidates);
  const double total = sum_of(weights);
  candidates.keep_if([&](std::size_t i) { return weights[i] / total >= epsilon || weights[i] == 1; });
}

}  // namespace coldread::sampling
