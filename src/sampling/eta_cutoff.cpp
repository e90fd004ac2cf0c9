#include <cmath>

#include "sampling/exponential.h"
#include "sampling/steps.h"

namespace coldread::sampling {
namespace {

/// Tokens with a probability below min(eta, sqrt(eta) * e^-entropy) are cut; the most likely ones stay. Entropy in
/// nats. Source: Hewitt et al. 2022 (eta sampling), as transformers applies it.
void apply(Candidates& candidates, const StepInput& input) {
  const double eta = input.settings.eta_cutoff;
  if (eta <= 0) return;
  const auto weights = weights_of(candidates);
  const double total = sum_of(weights);
  const double top = candidates.max_logit();
  // entropy = ln(sum w) - sum w ln w / sum w with ln w = logit - top; so e^-entropy = e^(sum w ln w / sum w) / sum w.
  double mean_log = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] > 0) mean_log += weights[i] * (candidates.logits[i] - top);
  }
  const double cut = std::min(eta, std::sqrt(eta) * exp_of_nonpositive(mean_log / total) / total);
  candidates.keep_if([&](std::size_t i) { return weights[i] / total >= cut || weights[i] == 1; });
}

}  // namespace

Step eta_cutoff() {
  return {.apply = apply,
          .options = {{.name = "eta_cutoff",
                       .member = &SamplingSettings::eta_cutoff,
                       .possible = [](double eta) { return eta >= 0 && eta < 1; },
                       .range = "between 0 (off) and 1"}}};
}

}  // namespace coldread::sampling
