#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "api/request.h"

namespace coldread {

/// The tokens that a sampling chain has not cut yet, ids ascending, never empty.
struct Candidates {
  std::vector<TokenId> ids;
  std::vector<double> logits;  ///< one an id

  std::size_t size() const { return ids.size(); }
  double max_logit() const { return *std::max_element(logits.begin(), logits.end()); }

  /// Cuts the candidates whose index fails the predicate.
  template <class Keep>
  void keep_if(Keep keep) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (keep(i)) {
        ids[kept] = ids[i];
        logits[kept] = logits[i];
        ++kept;
      }
    }
    ids.resize(kept);
    logits.resize(kept);
  }
};

/// e^(logit - largest logit), one a candidate: probabilities but for the division by their sum.
std::vector<double> weights_of(const Candidates& candidates);

/// Sum in ascending order of id.
double sum_of(std::span<const double> weights);

}  // namespace coldread
