#include <cmath>

#include "sampling/ranking.h"
#include "sampling/steps.h"

namespace coldread::sampling {
namespace {

/// Tokens whose surprise -ln p lies nearest to the entropy stay: as many as it takes to hold the mass typical_p, the
/// one that crosses it and those as far from the entropy as it included.
/// With -ln p_i = ln Z - x_i and H = ln Z - sum_j p_j x_j the distance is |sum_j p_j x_j - x_i|: no logarithm needed.
/// Source: Meister et al. 2023 (locally typical sampling), as transformers cuts.
void apply(Candidates& candidates, const StepInput& input) {
  const double mass = input.settings.typical_p;
  if (mass >= 1.0) {
    return;
  }
  const auto weights = weights_of(candidates);
  const double total = sum_of(weights);
  const double top = candidates.max_logit();
  double mean = 0;  // of x_i - top, which keeps large logits exact
  for (std::size_t i = 0; i < weights.size(); ++i) {
    mean += weights[i] / total * (candidates.logits[i] - top);
  }
  std::vector<double> nearness(candidates.size());  // the distance below zero
  for (std::size_t i = 0; i < nearness.size(); ++i) {
    nearness[i] = -std::fabs(mean - (candidates.logits[i] - top));
  }
  Ranking ranking(nearness, Ranking::Equals::lower_index_first);
  double cumulative = 0;
  double farthest = 0;
  do {
    const std::size_t index = ranking.next();
    farthest = nearness[index];
    cumulative += weights[index];
  } while (!ranking.empty() && cumulative / total < mass);
  candidates.keep_if([&](std::size_t i) { return nearness[i] >= farthest; });
}

}  // namespace

Step typical_p() {
  return {.apply = apply,
          .options = {{.name = "typical_p",
                       .member = &SamplingSettings::typical_p,
                       .possible = [](double p) { return p > 0 && p <= 1; },
                       .range = "above 0 and at most 1 (off)"}}};
}

}  // namespace coldread::sampling
