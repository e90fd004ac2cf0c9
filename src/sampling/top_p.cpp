#include "sampling/ranking.h"
#include "sampling/steps.h"

namespace coldread::sampling {
namespace {

/// From the most likely token down, a token stays while the mass above it is below p: the one that crosses p stays. Of
/// equal logits the higher id counts as above (transformers sorts stably upward and cuts from below).
void keep_crossing_token(Candidates& candidates, double p) {
  const auto weights = weights_of(candidates);
  const double total = sum_of(weights);
  Ranking ranking(candidates.logits, Ranking::Equals::higher_index_first);
  std::vector<bool> kept(candidates.size());
  double above = 0;
  do {
    const std::size_t index = ranking.next();
    kept[index] = true;
    above += weights[index];
  } while (!ranking.empty() && above / total < p);
  candidates.keep_if([&](std::size_t i) { return kept[i]; });
}

/// From the most likely token down, count those with cumulative mass <= p; the logit of the last counted one (of the
/// first where none is) is the smallest that stays, ties included: the token that crosses p is cut.
/// Source: openai/gpt-2, sample.py.
void cut_crossing_token(Candidates& candidates, double p) {
  const auto weights = weights_of(candidates);
  const double total = sum_of(weights);
  Ranking ranking(candidates.logits, Ranking::Equals::lower_index_first);
  double smallest = candidates.max_logit();
  double cumulative = 0;
  while (!ranking.empty()) {
    const std::size_t index = ranking.next();
    cumulative += weights[index];
    if (!(cumulative / total <= p)) {
      break;
    }
    smallest = candidates.logits[index];
  }
  candidates.keep_if([&](std::size_t i) { return candidates.logits[i] >= smallest; });
}

/// The most likely tokens that together hold the mass p; the two orders differ in the token that crosses p.
/// Source: Holtzman et al. 2020 (nucleus sampling).
void apply(Candidates& candidates, const StepInput& input) {
  const double p = input.settings.top_p;
  if (p >= 1.0) {
    return;
  }
  if (input.settings.order == SamplingOrder::openai_gpt2) {
    cut_crossing_token(candidates, p);
  } else {
    keep_crossing_token(candidates, p);
  }
}

}  // namespace

Step top_p() {
  return {.apply = apply,
          .options = {{.name = "top_p",
                       .member = &SamplingSettings::top_p,
                       .possible = [](double p) { return p >= 0 && p <= 1; },
                       .range = "between 0 and 1 (off)",
                       .axis = SamplingAxis::off_last}}};
}

}  // namespace coldread::sampling
