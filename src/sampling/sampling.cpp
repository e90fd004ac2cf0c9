#include "sampling/sampling.h"

#include <limits>
#include <numeric>

#include "sampling/steps.h"

namespace coldread {
namespace {

// Both orders apply the same steps one after the other; they differ inside top_p. (openai/gpt-2 itself has temperature,
// top_k and top_p only.)
constexpr sampling::Step kProcessors[] = {
#define SAMPLER(name)
#define PROCESSOR(name) sampling::name,
#include "sampling/samplers.inc"
#undef PROCESSOR
#undef SAMPLER
};
constexpr sampling::Step kSamplers[] = {
#define SAMPLER(name) sampling::name,
#define PROCESSOR(name)
#include "sampling/samplers.inc"
#undef PROCESSOR
#undef SAMPLER
};

template <class Logit>
Candidates process(std::span<const Logit> logits, const sampling::StepInput& input) {
  Candidates candidates;
  candidates.logits.assign(logits.begin(), logits.end());
  candidates.ids.resize(logits.size());
  std::iota(candidates.ids.begin(), candidates.ids.end(), TokenId{0});
  for (const auto step : kProcessors) {
    step(candidates, input);
  }
  return candidates;
}

template <class Logit>
Candidates run_chain(std::span<const Logit> logits, const sampling::StepInput& input) {
  Candidates candidates = process(logits, input);
  for (const auto step : kSamplers) {
    step(candidates, input);
  }
  return candidates;
}

}  // namespace

bool changes_logits(const SamplingSettings& s) {
  return s.repetition_penalty != 1 || s.frequency_penalty != 0 || s.presence_penalty != 0 ||
         s.no_repeat_ngram_size != 0 || !s.logit_bias.empty();
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
