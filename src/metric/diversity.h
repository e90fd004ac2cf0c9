#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace coldread {

/// How varied texts are. Tokens are the words between white space.
struct DistinctNgrams {
  double pooled = 0;  ///< different n-grams / n-grams, over all texts together; 0 where there are none
  double mean = 0;    ///< the same of each text alone, averaged
};

/// At least one text.
DistinctNgrams distinct_ngrams(std::span<const std::string> texts, std::size_t n);

/// Sentence BLEU (13a, exp, effective order; 0 to 100) of each text against all the others: high where they repeat each
/// other. At least two texts.
std::vector<double> self_bleu(const std::vector<std::string>& texts);

}  // namespace coldread
