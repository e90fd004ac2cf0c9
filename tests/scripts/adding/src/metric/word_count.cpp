#include "metric/entry.h"
#include "metric/words.h"

// How many words an answer has.

namespace coldread::metrics {
namespace {

ItemScore count(const TextOutcome& outcome) {
  return {static_cast<double>(split_words(outcome.prediction).size()), {}};
}

}  // namespace

Entry word_count() {
  return {"word_count", {kGenerate}, make<MeanOf<TextOutcome, count>>};
}

}  // namespace coldread::metrics
