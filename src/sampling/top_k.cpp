#include <algorithm>
#include <functional>
#include <iterator>

#include "sampling/ranking.h"
#include "sampling/steps.h"

namespace coldread::sampling {
namespace {

/// The k largest logits stay, and all that equal the k-th.
/// Source: Fan, Lewis, Dauphin 2018; ties as transformers and openai/gpt-2 keep them.
void apply(Candidates& candidates, const StepInput& input) {
  const auto k = static_cast<std::size_t>(input.settings.top_k);
  if (k == 0 || k >= candidates.size()) {
    return;
  }
  const double bound = reached_by(candidates.logits, k);
  std::vector<double> largest;
  std::copy_if(candidates.logits.begin(), candidates.logits.end(), std::back_inserter(largest),
               [bound](double logit) { return logit >= bound; });
  const auto edge = largest.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(largest.begin(), edge, largest.end(), std::greater<>());
  const double smallest = *edge;
  candidates.keep_if([&](std::size_t i) { return candidates.logits[i] >= smallest; });
}

}  // namespace

Step top_k() {
  return {.apply = apply,
          .options = {{.name = "top_k",
                       .member = &SamplingSettings::top_k,
                       .possible = [](double k) { return k >= 0; },
                       .range = "1 or more, or 0 for off",
                       .axis = SamplingAxis::off_last}}};
}

}  // namespace coldread::sampling
