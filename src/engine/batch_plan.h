#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/generation.h"
#include "model/model.h"

namespace coldread {

class Scoring;

/// A token whose log-probability is requested.
struct ScoredToken {
  std::size_t position = 0;  ///< of the token before it: the row of logits that tells
  TokenId target = -1;
  std::uint32_t slot = 0;      ///< index among the tokens of its scoring
  Scoring* scoring = nullptr;  ///< whose it is
};

/// Who waits for the answer to a probe.
struct ProbeUse {
  std::span<const ScoredToken> scored;
  std::span<Generation* const> generations;
};

struct BatchLimits {
  std::size_t tokens = 0;
  std::size_t sequences = 0;
};

/// A batch as it fills up.
struct BatchPlan {
  Batch batch;
  std::vector<ProbeUse> uses;  ///< one a probe
  std::size_t tokens = 0;

  /// How many tokens another row may have.
  std::size_t space_left(const BatchLimits& limits) const {
    return batch.rows.size() < limits.sequences ? limits.tokens - tokens : 0;
  }
  void add_row(const BatchRow& row) {
    batch.rows.push_back(row);
    tokens += row.tokens.size();
  }
  /// About a token of the row that was added last.
  void add_probe(std::size_t token, TokenId target, bool want_logits, const ProbeUse& use) {
    batch.probes.push_back(
        {static_cast<std::uint32_t>(batch.rows.size() - 1), static_cast<std::uint32_t>(token), target, want_logits});
    uses.push_back(use);
  }
};

}  // namespace coldread
