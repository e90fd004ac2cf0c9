#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace coldread {

/// Sums over a corpus, or of one document. Indexed by order - 1.
struct BleuCounts {
  double system_length = 0, reference_length = 0;  ///< tokens; of the reference nearest in length
  std::vector<double> right, total;                ///< n-grams matched (clipped) and n-grams in the system's output
};

struct BleuSmoothing {
  std::string method = "exp";   ///< "none", "floor", "add-k", "exp"
  std::optional<double> value;  ///< floor: 0.1, add-k: 1 where absent
  double amount() const { return value.value_or(method == "floor" ? 0.1 : 1.0); }
};

struct BleuScore {
  double score = 0;                ///< 0 to 100
  std::vector<double> precisions;  ///< percent
  double brevity_penalty = 1;
  BleuCounts counts;         ///< add-k: with k added
  std::string text() const;  ///< "BLEU = 22.75 90.0/33.3/..."
};

/// BP * exp(mean_n ln p_n), BP = min(1, exp(1 - r / c)). With effective_order, orders beyond the output's length drop
/// out of the mean. Source: Papineni et al. 2002; smoothing: Chen and Cherry 2014.
BleuScore bleu_score(BleuCounts counts, const BleuSmoothing& smoothing, bool effective_order);

/// Counts of one tokenized line against its tokenized references (at least one).
BleuCounts bleu_counts(const std::string& output, const std::vector<std::string>& references, std::size_t max_order);

}  // namespace coldread
