#include "base/unicode.h"
#include "metric/entry.h"
#include "metric/squad_text.h"

// CoQA: the first line of the answer against the references as a person would be: each reference in turn is left out,
// the best score against the others is taken, and these are averaged. With one reference it is that one.

namespace coldread::metrics {
namespace {

template <typename Score>
ItemScore leave_one_out(const TextOutcome& text, Score score) {
  std::string_view prediction = strip(text.prediction);
  prediction = prediction.substr(0, prediction.find('\n'));
  const auto against = [&](const std::string& gold) { return score(prediction, gold); };
  const auto& golds = text.references;
  if (golds.size() < 2) return {best_over_golds(golds, against), {}};
  double sum = 0;
  for (std::size_t k = 0; k < golds.size(); ++k) {
    std::vector<std::string> others = golds;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(k));
    sum += best_over_golds(others, against);
  }
  return {sum / static_cast<double>(golds.size()), {}};
}

ItemScore exact(const TextOutcome& text) {
  return leave_one_out(text, squad_exact);
}

ItemScore token_f1(const TextOutcome& text) {
  return leave_one_out(text, [](std::string_view prediction, std::string_view gold) {
    return squad_token_f1(prediction, gold, EmptySide::equality);
  });
}

}  // namespace

Entry coqa_em() {
  return {"coqa_em", {kGenerate}, make<MeanOf<TextOutcome, exact>>};
}

Entry coqa_f1() {
  return {"coqa_f1", {kGenerate}, make<MeanOf<TextOutcome, token_f1>>};
}

}  // namespace coldread::metrics
