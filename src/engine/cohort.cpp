#include "engine/cohort.h"

#include <utility>

namespace coldread {

Cohort::PlacedScoring& Cohort::add(Scoring scoring) {
  PlacedScoring& placed = scores_.emplace_back(PlacedScoring{std::move(scoring)});
  for (const ScoredIds& window : placed.scoring.windows()) {
    placed.nodes.push_back(trie_.add(window.read(), window.rotary_length));
  }
  ++open_;
  return placed;
}

Cohort::PlacedGeneration& Cohort::add(Generation generation) {
  PlacedGeneration& placed = generations_.emplace_back(PlacedGeneration{std::move(generation)});
  placed.node = trie_.add(placed.generation.prompt(), placed.generation.rotary_length());
  ++open_;
  return placed;
}

void Cohort::close(Model& model, KvBudget& budget) {
  prefill_.emplace(trie_, model, budget);
  for (auto& [scoring, nodes] : scores_) {
    std::uint32_t slot = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const ScoredIds& window = scoring.windows()[i];
      prefill_->ask_scoring(nodes[i], window, scoring, slot);
      slot += static_cast<std::uint32_t>(window.ids.size() - window.from);
    }
  }
  for (auto& [generation, node] : generations_) {
    prefill_->request_generation(node, generation);
  }
  prefill_->start();
}

}  // namespace coldread
