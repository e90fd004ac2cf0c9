#include "sampling/sampling.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "sampling/steps.h"

namespace coldread {
namespace {

template <class Logit>
Candidates process(std::span<const Logit> logits, const sampling::StepInput& input) {
  Candidates candidates;
  candidates.logits.assign(logits.begin(), logits.end());
  candidates.ids.resize(logits.size());
  std::iota(candidates.ids.begin(), candidates.ids.end(), TokenId{0});
  for (const sampling::Step& step : sampling::processors()) step.apply(candidates, input);
  return candidates;
}

// Both orders of SamplingOrder apply the same steps one after the other; they differ inside top_p. (openai/gpt-2 itself
// has temperature, top_k and top_p only.)
template <class Logit>
Candidates run_chain(std::span<const Logit> logits, const sampling::StepInput& input) {
  Candidates candidates = process(logits, input);
  for (const sampling::Step& step : sampling::samplers()) step.apply(candidates, input);
  return candidates;
}

}  // namespace

bool changes_logits(const SamplingSettings& settings) {
  const auto is_on = [&](const SamplingOption& option) { return !is_off(option, settings); };
  return std::ranges::any_of(sampling::processors(),
                             [&](const sampling::Step& step) { return std::ranges::any_of(step.options, is_on); });
}

std::vector<double> distribution(std::span<const double> logits, const SamplingSettings& settings,
                                 const PreviousTokens& previous) {
  const Candidates candidates = run_chain(logits, {settings, previous.ids, previous.prompt_length});
  const auto weights = weights_of(candidates);
  const double total = sum_of(weights);
  std::vector<double> probabilities(logits.size(), 0.0);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    probabilities[static_cast<std::size_t>(candidates.ids[i])] = weights[i] / total;
  }
  return probabilities;
}

std::vector<double> log_probabilities(std::span<const float> logits, double log_partition,
                                      const SamplingSettings& settings, const PreviousTokens& previous) {
  std::vector<double> logprobs;
  logprobs.reserve(logits.size());
  for (const float logit : logits) logprobs.push_back(double{logit} - log_partition);
  const Candidates candidates =
      process(std::span<const double>(logprobs), {settings, previous.ids, previous.prompt_length});
  std::vector<double> result(logits.size(), -std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    result[static_cast<std::size_t>(candidates.ids[i])] = candidates.logits[i];
  }
  return result;
}

TokenId most_likely(std::span<const float> logits, const SamplingSettings& settings, const PreviousTokens& previous) {
  const Candidates candidates = process(logits, {settings, previous.ids, previous.prompt_length});
  const auto best = std::max_element(candidates.logits.begin(), candidates.logits.end());
  return candidates.ids[static_cast<std::size_t>(best - candidates.logits.begin())];
}

TokenId draw(std::span<const float> logits, const SamplingSettings& settings, const PreviousTokens& previous,
             double uniform) {
  const Candidates candidates = run_chain(logits, {settings, previous.ids, previous.prompt_length});
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
