#include <cmath>

#include "sampling/steps.h"

namespace coldread::sampling {
namespace {

/// logit + bias of the token. A token that the model does not have has none.
/// Source: OpenAI's API; transformers' sequence_bias of single tokens.
void apply(Candidates& candidates, const StepInput& input) {
  for (const auto& [id, bias] : input.settings.logit_bias) {
    const auto found = std::lower_bound(candidates.ids.begin(), candidates.ids.end(), id);
    if (found != candidates.ids.end() && *found == id) {
      candidates.logits[static_cast<std::size_t>(found - candidates.ids.begin())] += bias;
    }
  }
}

}  // namespace

Step logit_bias() {
  return {.apply = apply,
          .options = {{.name = "logit_bias",
                       .member = &SamplingSettings::logit_bias,
                       .possible = [](double bias) { return std::isfinite(bias); },
                       .range = "a finite number"}}};
}

}  // namespace coldread::sampling
