#include <unordered_map>

#include "sampling/steps.h"

namespace coldread::sampling {

/// logit - frequency_penalty * times generated - presence_penalty (once it was generated). The prompt does not count.
/// Source: OpenAI's API.
void frequency_penalty(Candidates& candidates, const StepInput& input) {
  const double frequency = input.settings.frequency_penalty, presence = input.settings.presence_penalty;
  if (frequency == 0 && presence == 0) return;
  std::unordered_map<TokenId, double> times;
  for (const TokenId id : input.previous_ids.subspan(input.prompt_length)) times[id] += 1;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto found = times.find(candidates.ids[i]);
    if (found != times.end()) candidates.logits[i] -= frequency * found->second + presence;
  }
}

}  // namespace coldread::sampling
