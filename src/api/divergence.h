#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "api/request.h"

namespace coldread {

/// What two models say of the token at one place of a text, after the same tokens. p: the base's distribution, q: the
/// other's.
struct TokenDivergence {
  TokenId id = 0;
  std::size_t text = 0;      ///< index into DivergenceReport::texts
  double kl = 0;             ///< sum_v p(v) (ln p(v) - ln q(v)), nats
  double base_logprob = 0;   ///< ln p(id)
  double other_logprob = 0;  ///< ln q(id)
  bool same_top = false;     ///< both have the same most likely token (lowest id on ties)
};

/// A number with its 95 % interval.
struct Measured {
  double value = 0;
  double low = 0, high = 0;
};

/// Over all tokens of all texts. Quantiles as numpy's default (linear).
struct DivergenceSummary {
  Measured kl_mean;
  double kl_median = 0, kl_p90 = 0, kl_p99 = 0, kl_p999 = 0, kl_max = 0;
  Measured same_top;
  Measured perplexity_base, perplexity_other;
  Measured perplexity_ratio;    ///< other / base, paired
  Measured probability_change;  ///< mean of q(id) - p(id)
  std::int64_t tokens = 0;
  std::int64_t units = 0;  ///< stretches of up to 128 tokens of one text that the intervals draw
};

/// What became of a task's answers.
struct TaskFlips {
  std::string task, metric;
  std::int64_t documents = 0;
  double base_value = 0, other_value = 0;
  std::int64_t flipped = 0;            ///< documents whose score on the metric changes: better + worse
  std::int64_t better = 0, worse = 0;  ///< which way
};

struct DivergenceReport {
  std::string base, other;
  std::vector<std::string> texts;  ///< files, and "TASK, document N"
  std::vector<TokenDivergence> tokens;
  std::vector<std::string> pieces;  ///< the text of each token
  DivergenceSummary summary;
  std::vector<TaskFlips> tasks;
};

}  // namespace coldread
