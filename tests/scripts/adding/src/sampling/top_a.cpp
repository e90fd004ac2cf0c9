#include "sampling/steps.h"

namespace coldread::sampling {
namespace {

/// Tokens at least top_a * p(most likely token) times as likely as the most likely one stay.
void apply(Candidates& candidates, const StepInput& input) {
  const double a = input.settings.top_a;
  if (a <= 0) return;
  const auto weights = weights_of(candidates);
  const double smallest = a / sum_of(weights);  // the most likely token's weight is 1
  candidates.keep_if([&](std::size_t i) { return weights[i] >= smallest || weights[i] == 1; });
}

}  // namespace

Step top_a() {
  return {.apply = apply,
          .options = {{.name = "top_a",
                       .member = &SamplingSettings::top_a,
                       .possible = [](double a) { return a >= 0 && a <= 1; },
                       .range = "between 0 (off) and 1",
                       .axis = SamplingAxis::ascending}}};
}

}  // namespace coldread::sampling
