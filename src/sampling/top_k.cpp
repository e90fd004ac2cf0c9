#include <functional>

#include "sampling/steps.h"

namespace coldread::sampling {

/// The k largest logits stay, and all that equal the k-th.
/// Source: Fan, Lewis, Dauphin 2018; ties as transformers and openai/gpt-2 keep them.
void top_k(Candidates& candidates, const StepInput& input) {
  const auto k = static_cast<std::size_t>(input.settings.top_k);
  if (k == 0 || k >= candidates.size()) {
    return;
  }
  std::vector<double> sorted = candidates.logits;
  const auto edge = sorted.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(sorted.begin(), edge, sorted.end(), std::greater<>());
  const double smallest = *edge;
  candidates.keep_if([&](std::size_t i) { return candidates.logits[i] >= smallest; });
}

}  // namespace coldread::sampling
