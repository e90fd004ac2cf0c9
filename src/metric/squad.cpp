#include "metric/entry.h"
#include "metric/squad_text.h"

// SQuAD 1.1: exact match and token F1 on normalised answers, the best over the references; 0 to 1, averaged.

namespace coldread::metrics {
namespace {

ItemScore exact(const TextOutcome& text) {
  return {best_over_golds(text.references, [&](const std::string& gold) { return squad_exact(text.prediction, gold); }),
          {}};
}

ItemScore token_f1(const TextOutcome& text) {
  return {
      best_over_golds(text.references,
                      [&](const std::string& gold) { return squad_token_f1(text.prediction, gold, EmptySide::zero); }),
      {}};
}

}  // namespace

Entry squad_em() {
  return {"squad_em", {kGenerate}, make<MeanOf<TextOutcome, exact, ValueKind::right_or_wrong>>};
}

Entry squad_f1() {
  return {"squad_f1", {kGenerate}, make<MeanOf<TextOutcome, token_f1>>};
}

}  // namespace coldread::metrics
