#include "sampling/steps.h"

namespace coldread::sampling {

/// logit / temperature. Temperature 0 is the limit: only the most likely token stays, of equals the lowest id.
void temperature(Candidates& candidates, const StepInput& input) {
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

}  // namespace coldread::sampling
