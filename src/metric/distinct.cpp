#include "metric/diversity.h"
#include "metric/entry.h"

// Different n-grams of words as a share of all in one answer, 0 to 1; option n, 2 where nothing else is said. An answer
// of fewer words has 0. Source: Li et al. 2016 (distinct-n).

namespace coldread::metrics {
namespace {

class Distinct final : public MeanMetric {
 public:
  explicit Distinct(OptionReader& options) : n_(static_cast<std::size_t>(options.integer("n", 2, 1, 10))) {}
  ItemScore score(const Outcome& outcome) const override {
    return {distinct_ngrams({&std::get<TextOutcome>(outcome).prediction, 1}, n_).pooled, {}};
  }

 private:
  std::size_t n_;
};

}  // namespace

Entry distinct() {
  return {"distinct", {kGenerate}, make<Distinct>};
}

}  // namespace coldread::metrics
