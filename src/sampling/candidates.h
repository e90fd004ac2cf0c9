#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
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

/// Indices 0..n-1 in the order `before`, as far as they are asked for: a heap, since a cut mostly needs few of 50,000.
template <class Before>
class Ranking {
 public:
  Ranking(std::size_t n, Before before) : heap_(n), before_(before) {
    std::iota(heap_.begin(), heap_.end(), std::size_t{0});
    std::make_heap(heap_.begin(), heap_.end(), after());
  }
  bool empty() const { return heap_.empty(); }
  std::size_t next() {
    std::pop_heap(heap_.begin(), heap_.end(), after());
    const std::size_t index = heap_.back();
    heap_.pop_back();
    return index;
  }

 private:
  auto after() const {
    return [this](std::size_t a, std::size_t b) { return before_(b, a); };
  }
  std::vector<std::size_t> heap_;
  Before before_;
};

}  // namespace coldread
