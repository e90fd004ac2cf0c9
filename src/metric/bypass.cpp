#include "metric/entry.h"

// Scores nothing: for runs that only collect answers. The aggregate is 999, as lm-evaluation-harness shows it.

namespace coldread::metrics {
namespace {

class Bypass final : public Metric {
 public:
  ItemScore score(const Outcome&) const override { return {}; }
  double aggregate(std::span<const ItemScore>) const override { return 999; }
  std::string aggregation_name() const override { return "bypass"; }
  StandardError standard_error() const override { return StandardError::none; }
};

}  // namespace

Entry bypass() {
  return {"bypass", {kGenerate, kChoice, kLikelihood}, make<Bypass>};
}

}  // namespace coldread::metrics
