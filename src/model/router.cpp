#include "model/router.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/elementwise.h"
#include "machine/scratch.h"

namespace coldread {
namespace {

constexpr float kMinusInfinity = -std::numeric_limits<float>::infinity();

bool is_chosen(std::span<const ChosenExpert> chosen, std::size_t expert) {
  return std::ranges::any_of(chosen,
                             [&](const ChosenExpert& c) { return static_cast<std::size_t>(c.expert) == expert; });
}

/// The largest logit of those that are not chosen yet.
std::size_t next_largest(std::span<const float> logits, std::span<const ChosenExpert> chosen) {
  std::size_t best = logits.size();
  for (std::size_t e = 0; e < logits.size(); ++e) {
    if (!is_chosen(chosen, e) && (best == logits.size() || logits[e] > logits[best])) best = e;
  }
  return best;
}

/// e^(logit - largest) of each expert, and their sum.
float exponentials(std::span<const float> logits, float largest, float* to) {
  for (std::size_t e = 0; e < logits.size(); ++e) to[e] = logits[e] - largest;
  kernels::exp(to, static_cast<std::int64_t>(logits.size()), to);
  float sum = 0;
  for (std::size_t e = 0; e < logits.size(); ++e) sum += to[e];
  return sum;
}

/// Each of two experts is weighed by softmax over the logits close to its own; the second without the first.
/// Source: SparseMixer (Liu et al. 2023) as Phi-3.5-MoE runs it.
void mix_sparsely(const ExpertsConfig& config, std::span<const float> logits, std::span<ChosenExpert> chosen) {
  float* of_close = thread_scratch(2 * static_cast<std::int64_t>(logits.size()));
  float* powers = of_close + logits.size();
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const std::span<const ChosenExpert> before = chosen.first(i);
    const std::size_t best = next_largest(logits, before);
    for (std::size_t e = 0; e < logits.size(); ++e) {
      const double scale = static_cast<double>(std::max(std::fabs(logits[e]), logits[best]));
      const bool far = static_cast<double>(logits[best] - logits[e]) / scale > config.close;
      of_close[e] = far || is_chosen(before, e) ? kMinusInfinity : logits[e];
    }
    const float sum = exponentials({of_close, logits.size()}, logits[best], powers);
    chosen[i] = {static_cast<std::int32_t>(best), powers[best] / sum};
  }
}

void take_largest(const ExpertsConfig& config, std::span<const float> logits, std::span<ChosenExpert> chosen) {
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const std::size_t best = next_largest(logits, chosen.first(i));
    chosen[i] = {static_cast<std::int32_t>(best), logits[best]};
  }
  std::ranges::sort(chosen, {}, &ChosenExpert::expert);
  const float largest = std::ranges::max(chosen, {}, &ChosenExpert::weight).weight;
  float* powers = thread_scratch(static_cast<std::int64_t>(logits.size()));
  const float of_all = exponentials(logits, largest, powers);
  float of_chosen = 0;
  for (const ChosenExpert& c : chosen) of_chosen += powers[c.expert];
  const bool among_chosen = config.normalized || config.routing == Routing::softmax_of_chosen;
  for (ChosenExpert& c : chosen) c.weight = powers[c.expert] / (among_chosen ? of_chosen : of_all);
}

}  // namespace

void choose_experts(const ExpertsConfig& config, std::span<const float> logits, std::span<ChosenExpert> chosen) {
  if (config.routing == Routing::sparse_mixer) {
    mix_sparsely(config, logits, chosen);
    std::ranges::sort(chosen, {}, &ChosenExpert::expert);
  } else {
    take_largest(config, logits, chosen);
  }
}

}  // namespace coldread
