#include <algorithm>

#include "base/unicode.h"
#include "metric/choice.h"
#include "metric/entry.h"

// acc with each log-likelihood divided by the length of its choice, so that long choices have a chance: by code points
// of the bare choice (acc_norm), or by its UTF-8 bytes (acc_bytes).

namespace coldread::metrics {
namespace {

template <typename Length>
ItemScore score_by_length(const ChoiceOutcome& outcome, Length length) {
  std::vector<double> normalised = outcome.logprobs;
  for (std::size_t k = 0; k < normalised.size(); ++k) normalised[k] /= static_cast<double>(length(outcome.choices[k]));
  return {is_gold(outcome, first_largest(normalised)) ? 1.0 : 0.0, {}};
}

ItemScore by_code_points(const ChoiceOutcome& outcome) {
  return score_by_length(outcome, [](const std::string& choice) { return count_code_points(choice); });
}

ItemScore by_bytes(const ChoiceOutcome& outcome) {
  return score_by_length(outcome, [](const std::string& choice) { return choice.size(); });
}

}  // namespace

Entry acc_norm() {
  return {"acc_norm", {kChoice}, make<MeanOf<ChoiceOutcome, by_code_points, ValueKind::right_or_wrong>>};
}

Entry acc_bytes() {
  return {"acc_bytes", {kChoice}, make<MeanOf<ChoiceOutcome, by_bytes, ValueKind::right_or_wrong>>};
}

}  // namespace coldread::metrics
