#include <cmath>

#include "sampling/steps.h"

namespace coldread::sampling {
namespace {

/// logit / temperature. Temperature 0 is the limit: only the most likely token stays, of equals the lowest id.
void apply(Candidates& candidates, const StepInput& input) {
  const double temperature = input.settings.temperature;
  if (temperature == 0.0) {
    const auto top = std::max_element(candidates.logits.begin(), candidates.logits.end()) - candidates.logits.begin();
    candidates.keep_if([top](std::size_t i) { return i == static_cast<std::size_t>(top); });
  } else if (temperature != 1.0) {
    for (double& logit : candidates.logits) {
      logit /= temperature;
    }
  }
}

}  // namespace

Step temperature() {
  return {.apply = apply,
          .options = {{.name = "temperature",
                       .member = &SamplingSettings::temperature,
                       .possible = [](double t) { return t >= 0 && std::isfinite(t); },
                       .range = "0 (greedy) or more",
                       .axis = SamplingAxis::ascending}}};
}

}  // namespace coldread::sampling
