#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "engine/generation.h"
#include "engine/kv_budget.h"
#include "engine/prefill.h"
#include "engine/prefix_trie.h"
#include "engine/scoring.h"
#include "model/model.h"

namespace coldread {

/// Requests that came in together: their tokens form one trie, and what they share is computed once. It owns them,
/// stays where it is, and lives until the last of them is answered or cancelled: the trie's tokens are theirs.
class Cohort {
 public:
  /// With the nodes that its windows end at; of windows that score nothing, any.
  struct PlacedScoring {
    Scoring scoring;
    std::vector<std::uint32_t> nodes{};
  };
  /// With the node that its prompt ends at.
  struct PlacedGeneration {
    Generation generation;
    std::uint32_t node = 0;
  };

  explicit Cohort(bool share_prefixes) : trie_(share_prefixes) {}

  /// References stay valid. Nothing is added once the cohort is closed.
  PlacedScoring& add(Scoring scoring);
  PlacedGeneration& add(Generation generation);
  /// All are there: the prefill can start.
  void close(Model& model, KvBudget& budget);
  /// Of a closed cohort.
  Prefill& prefill() { return *prefill_; }

  /// A request is answered or cancelled.
  void leave() { --open_; }
  bool is_over() const { return open_ == 0; }

 private:
  PrefixTrie trie_;
  std::deque<PlacedScoring> scores_;
  std::deque<PlacedGeneration> generations_;
  std::optional<Prefill> prefill_;
  std::size_t open_ = 0;
};

}  // namespace coldread
