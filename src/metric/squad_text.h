#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace coldread {

/// The official scorers' normal form: lower case, without ASCII punctuation, without the words a, an, the, single
/// spaced.
std::string squad_normalised(std::string_view text);

/// 1 where the normal forms are equal, else 0.
double squad_exact(std::string_view prediction, std::string_view gold);

/// What the token F1 gives where a side has no tokens: 0 as in SQuAD 1.1, or whether both are empty as in SQuAD 2.0 and
/// CoQA.
enum class EmptySide { zero, equality };

/// 2 P R / (P + R) over the bags of words of the normal forms.
double squad_token_f1(std::string_view prediction, std::string_view gold, EmptySide empty);

/// The largest score over the golds; an answer without golds is compared with "".
double best_over_golds(std::span<const std::string> golds, const auto& score) {
  if (golds.empty()) return score(std::string());
  double best = score(golds.front());
  for (const std::string& gold : golds.subspan(1)) best = std::max(best, double{score(gold)});
  return best;
}

}  // namespace coldread
