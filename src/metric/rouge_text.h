#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace coldread {

/// rouge-score's tokens: runs of a-z and 0-9 in the lower-case text; with the stemmer those of more than 3 letters
/// stemmed.
std::vector<std::string> rouge_tokens(std::string_view text, bool use_stemmer);

struct RougeScore {
  double precision = 0, recall = 0, fmeasure = 0;
};

/// Overlap of the bags of n-grams.
RougeScore rouge_n(const std::vector<std::string>& target, const std::vector<std::string>& prediction, std::size_t n);

/// Longest common subsequence of the token lists.
RougeScore rouge_l(const std::vector<std::string>& target, const std::vector<std::string>& prediction);

/// Summary level, over sentences: for each target sentence the union of its longest common subsequences with every
/// predicted sentence; a token is counted no more often than it stands on either side.
RougeScore rouge_l_sum(const std::vector<std::vector<std::string>>& target,
                       const std::vector<std::vector<std::string>>& prediction);

}  // namespace coldread
