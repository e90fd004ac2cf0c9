#include "sampling/steps.h"

namespace coldread::sampling {
namespace {

/// Tokens at least min_p times as likely as the most likely one stay.
/// Source: Nguyen et al. 2024.
void apply(Candidates& candidates, const StepInput& input) {
  const double smallest = input.settings.min_p;
  if (smallest <= 0.0) {
    return;
  }
  const auto weights = weights_of(candidates);
  candidates.keep_if([&](std::size_t i) { return weights[i] >= smallest; });
}

}  // namespace

Step min_p() {
  return {.apply = apply,
          .options = {{.name = "min_p",
                       .member = &SamplingSettings::min_p,
                       .possible = [](double p) { return p >= 0 && p <= 1; },
                       .range = "between 0 (off) and 1",
                       .axis = SamplingAxis::ascending}}};
}

}  // namespace coldread::sampling
