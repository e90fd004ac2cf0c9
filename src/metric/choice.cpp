#include "metric/choice.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace coldread {

std::size_t first_largest(std::span<const double> values) {
  COLDREAD_CHECK(!values.empty());
  std::size_t best = 0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (std::isnan(values[k])) return k;
    if (values[k] > values[best]) best = k;
  }
  return best;
}

bool is_gold(const ChoiceOutcome& outcome, std::size_t choice) {
  return std::find(outcome.gold.begin(), outcome.gold.end(), static_cast<std::int64_t>(choice)) != outcome.gold.end();
}

std::int64_t first_gold(const ChoiceOutcome& outcome) {
  COLDREAD_CHECK(!outcome.gold.empty());
  const std::int64_t gold = outcome.gold.front();
  return gold >= 0 && gold < static_cast<std::int64_t>(outcome.logprobs.size()) ? gold : -100;
}

std::vector<double> softmax(std::span<const double> logprobs) {
  const double most = logprobs[first_largest(logprobs)];
  std::vector<double> weights;
  double sum = 0;
  for (const double logprob : logprobs) sum += weights.emplace_back(std::exp(logprob - most));
  for (double& weight : weights) weight /= sum;
  return weights;
}

}  // namespace coldread
