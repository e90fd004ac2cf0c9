#include <algorithm>
#include <vector>

#include "sampling/steps.h"

namespace coldread::sampling {
namespace {

/// Tokens that would repeat an n-gram of prompt and answer are cut, unless that would cut all.
/// Source: Paulus et al. 2017, as transformers applies it.
void apply(Candidates& candidates, const StepInput& input) {
  const auto n = static_cast<std::size_t>(input.settings.no_repeat_ngram_size);
  const auto ids = input.previous_ids;
  if (n == 0 || ids.size() + 1 < n) return;
  const auto last = ids.last(n - 1);
  std::vector<TokenId> banned;
  for (std::size_t start = 0; start + n <= ids.size(); ++start) {
    if (std::equal(last.begin(), last.end(), ids.begin() + static_cast<std::ptrdiff_t>(start))) {
      banned.push_back(ids[start + n - 1]);
    }
  }
  std::sort(banned.begin(), banned.end());
  const auto stays = [&](std::size_t i) {
    return !std::binary_search(banned.begin(), banned.end(), candidates.ids[i]);
  };
  bool any = false;
  for (std::size_t i = 0; i < candidates.size() && !any; ++i) any = stays(i);
  if (any) candidates.keep_if(stays);
}

}  // namespace

Step no_repeat_ngram() {
  return {.apply = apply,
          .options = {{.name = "no_repeat_ngram_size",
                       .member = &SamplingSettings::no_repeat_ngram_size,
                       .possible = [](double n) { return n >= 0; },
                       .range = "1 or more, or 0 for off"}}};
}

}  // namespace coldread::sampling
