#include "sampling/sampling.h"

#include "sampling/steps.h"

namespace coldread {
namespace {

/// Both orders apply the same steps one after the other; they differ inside top_p. (openai/gpt-2 itself has
/// temperature, top_k and top_p only.)
constexpr sampling::Step kSteps[] = {
#define SAMPLER(name) sampling::name,
#include "sampling/samplers.inc"
#undef SAMPLER
};

template <class Logit>
Candidates run_chain(std::span<const Logit> logits, const sampling::StepInput& input) {
  Candidates candidates;
  candidates.logits.assign(logits.begin(), logits.end());
  candidates.ids.resize(logits.size());
  std::iota(candidates.ids.begin(), candidates.ids.end(), TokenId{0});
  for (const auto step : kSteps) {
    step(candidates, input);
  }
  return candidates;
}

}  // namespace

std::vector<double> distribution(std::span<const double> logits, const SamplingSettings& settings,
                                 std::span<const TokenId> previous_ids) {
  const Candidates candidates = run_chain(logits, {settings, previous_ids});
  const auto weights = weights_of(candidates);
  const double total = sum_of(weights);
  std::vector<double> probabilities(logits.size(), 0.0);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    probabilities[static_cast<std::size_t>(candidates.ids[i])] = weights[i] / total;
  }
  return probabilities;
}

TokenId draw(std::span<const float> logits, const SamplingSettings& settings, std::span<const TokenId> previous_ids,
             double uniform) {
  const Candidates candidates = run_chain(logits, {settings, previous_ids});
  const auto weights = weights_of(candidates);
  const double target = uniform * sum_of(weights);
  double cumulative = 0;
  std::size_t drawn = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] > 0) {
      drawn = i;  // stays the last possible one where rounding lets target reach the sum
      cumulative += weights[i];
      if (cumulative > target) {
        break;
      }
    }
  }
  return candidates.ids[drawn];
}

}  // namespace coldread
