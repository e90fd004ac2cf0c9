#include "sampling/steps.h"

namespace coldread::sampling {
namespace {

/// Tokens with a probability below epsilon are cut; the most likely ones stay.
/// Source: Hewitt et al. 2022 (truncation sampling), as transformers applies it.
void apply(Candidates& candidates, const StepInput& input) {
  const double epsilon = input.settings.epsilon_cutoff;
  if (epsilon <= 0) return;
  const auto weights = weights_of(candidates);
  const double total = sum_of(weights);
  candidates.keep_if([&](std::size_t i) { return weights[i] / total >= epsilon || weights[i] == 1; });
}

}  // namespace

Step epsilon_cutoff() {
  return {.apply = apply,
          .options = {{.name = "epsilon_cutoff",
                       .member = &SamplingSettings::epsilon_cutoff,
                       .possible = [](double epsilon) { return epsilon >= 0 && epsilon < 1; },
                       .range = "between 0 (off) and 1"}}};
}

}  // namespace coldread::sampling
