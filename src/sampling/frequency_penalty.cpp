#include <cmath>
#include <unordered_map>

#include "sampling/steps.h"

namespace coldread::sampling {
namespace {

/// logit - frequency_penalty * times generated - presence_penalty (once it was generated). The prompt does not count.
/// Source: OpenAI's API.
void apply(Candidates& candidates, const StepInput& input) {
  const double frequency = input.settings.frequency_penalty, presence = input.settings.presence_penalty;
  if (frequency == 0 && presence == 0) return;
  std::unordered_map<TokenId, double> times;
  for (const TokenId id : input.previous_ids.subspan(input.prompt_length)) times[id] += 1;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto found = times.find(candidates.ids[i]);
    if (found != times.end()) candidates.logits[i] -= frequency * found->second + presence;
  }
}

}  // namespace

Step frequency_penalty() {
  return {.apply = apply,
          .options = {{.name = "frequency_penalty",
                       .member = &SamplingSettings::frequency_penalty,
                       .possible = [](double penalty) { return std::isfinite(penalty); },
                       .range = "a finite number, where 0 is off"},
                      {.name = "presence_penalty",
                       .member = &SamplingSettings::presence_penalty,
                       .possible = [](double penalty) { return std::isfinite(penalty); },
                       .range = "a finite number, where 0 is off"}}};
}

}  // namespace coldread::sampling
