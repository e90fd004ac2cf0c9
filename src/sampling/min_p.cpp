#include "sampling/steps.h"

namespace coldread::sampling {

/// Tokens at least min_p times as likely as the most likely one stay.
/// Source: Nguyen et al. 2024.
void min_p(Candidates& candidates, const StepInput& input) {
  const double smallest = input.settings.min_p;
  if (smallest <= 0.0) {
    return;
  }
  const auto weights = weights_of(candidates);
  candidates.keep_if([&](std::size_t i) { return weights[i] >= smallest; });
}

}  // namespace coldread::sampling
