#include "sampling/candidates.h"

#include "sampling/exponential.h"

namespace coldread {

std::vector<double> weights_of(const Candidates& candidates) {
  const double top = candidates.max_logit();
  std::vector<double> weights(candidates.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = exp_of_nonpositive(candidates.logits[i] - top);
  }
  return weights;
}

double sum_of(std::span<const double> weights) {
  double sum = 0;
  for (const double weight : weights) {
    sum += weight;
  }
  return sum;
}

}  // namespace coldread
