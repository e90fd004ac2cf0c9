#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "engine/batch_plan.h"
#include "engine/kv_budget.h"
#include "engine/prefix_trie.h"

namespace coldread {

/// Computes every node of a trie once, depth first, as far as batches and memory allow, and answers what is asked along
/// the way. A node's keys and values live until its last child and generation have gone on from them.
class Prefill {
 public:
  Prefill(const PrefixTrie& trie, Model& model, KvBudget& budget);

  /// Asks for the scored tokens of a sequence that ends at `node`. All questions come before start().
  void ask_scoring(std::uint32_t node, const ScoredIds& scored, Scoring& scoring, std::uint32_t first_slot);
  /// Asks for the first token of a generation whose prompt ends at `node`.
  void request_generation(std::uint32_t node, Generation& generation);
  void start();
  /// Takes a question back, between batches: what nobody else asks about is not computed, and its memory is free. Of a
  /// started generation, release() does.
  void withdraw_scoring(std::uint32_t node, const Scoring& scoring);
  void withdraw_generation(std::uint32_t node, const Generation& generation);

  struct Choice {
    bool begin = true;        ///< whether to begin nodes: those begun go on in any case
    bool generations = true;  ///< whether to begin what leads to generations
    bool force = false;       ///< begin one node whatever the memory says
  };
  /// Adds rows while there is room. False where a node has to wait for memory.
  bool fill(BatchPlan& plan, const BatchLimits& limits, Choice choice);

  struct Started {
    Generation* generation;
    std::uint32_t node;
  };
  /// To be called when the filled batch was computed: the generations whose prompts are complete now.
  std::vector<Started> complete();

  /// Whether a sequence may go on from `node` to the length `end` within the budget.
  bool fits(std::uint32_t node, std::size_t end) const;
  /// The sequence of a started generation, charged up to the length `end`.
  HeldSequence leave(std::uint32_t node, std::size_t end);
  /// A started generation needs no sequence: it is over, or cancelled.
  void release(std::uint32_t node);

 private:
  struct State {
    HeldSequence held;
    std::size_t done = 0;  ///< tokens computed
    std::size_t uses = 0;  ///< children and generations that have yet to go on from here
    std::size_t tail = 0;  ///< positions beyond the node's end that the longest path below it takes
    std::size_t rank = 0;  ///< place in depth-first order
    bool begun = false;
    bool withdrawn = false;  ///< nobody asks about it or goes on from it any more
    bool stale = false;      ///< something below was withdrawn since it was measured
    bool borrows = false;    ///< goes on from the parent's sequence and has none of its own
    bool leads_to_generation = false;
    std::vector<ScoredToken> scored{};  ///< by position, then target
    std::vector<Generation*> generations{};
  };

  bool is_complete(std::uint32_t node) const;
  bool is_wanted(std::uint32_t node) const;
  void measure(std::uint32_t node);
  void prune(std::uint32_t node);
  void make_children_ready(std::uint32_t node);
  void add_row(BatchPlan& plan, std::uint32_t node, std::size_t count, bool transient);
  std::size_t cost(std::uint32_t from, std::size_t end) const;

  const PrefixTrie& trie_;
  Model& model_;
  KvBudget& budget_;
  std::vector<State> states_;                                ///< one a node
  std::set<std::pair<std::size_t, std::uint32_t>> ready_;    ///< rank and node: begun, or their parent is complete
  std::vector<std::pair<std::uint32_t, std::size_t>> rows_;  ///< nodes in the batch and their tokens there
};

}  // namespace coldread
