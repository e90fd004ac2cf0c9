#include <cmath>

#include "metric/entry.h"

// exp(-mean ln p(continuation)) over the documents. A document's value is its ln p, nats.

namespace coldread::metrics {
namespace {

class Perplexity final : public Metric {
 public:
  ItemScore score(const Outcome& outcome) const override { return {std::get<LikelihoodOutcome>(outcome).logprob, {}}; }
  double aggregate(std::span<const ItemScore> items) const override { return std::exp(-mean_value(items)); }
  std::string aggregation_name() const override { return "perplexity"; }
  StandardError standard_error() const override { return StandardError::bootstrap; }
  bool higher_is_better() const override { return false; }
};

}  // namespace

Entry perplexity() {
  return {"perplexity", {kLikelihood}, make<Perplexity>, "ln p", true};
}

}  // namespace coldread::metrics
