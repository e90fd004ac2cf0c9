#include <limits>

#include "metric/choice.h"
#include "metric/entry.h"

// ln p of the gold choice, nats; minus infinity where the gold index is out of range. stats: gold index, then ln p of
// every choice.

namespace coldread::metrics {
namespace {

ItemScore gold_logprob(const ChoiceOutcome& outcome) {
  const std::int64_t gold = first_gold(outcome);
  ItemScore item{-std::numeric_limits<double>::infinity(), {static_cast<double>(gold)}};
  if (gold >= 0) item.value = outcome.logprobs[static_cast<std::size_t>(gold)];
  item.stats.insert(item.stats.end(), outcome.logprobs.begin(), outcome.logprobs.end());
  return item;
}

}  // namespace

Entry likelihood() {
  return {"likelihood", {kChoice}, make<MeanOf<ChoiceOutcome, gold_logprob>>};
}

}  // namespace coldread::metrics
