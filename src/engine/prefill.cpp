#include "engine/prefill.h"

#include <algorithm>
#include <tuple>

namespace coldread {

Prefill::Prefill(const PrefixTrie& trie, Model& model, KvBudget& budget)
    : trie_(trie), model_(model), budget_(budget), states_(trie.nodes().size()) {}

void Prefill::ask_score(std::uint32_t node, const ScoredIds& scored, std::uint32_t job, std::uint32_t first_slot) {
  std::size_t position = scored.ids.size() - 1;  // of the token asked about; the one before it tells
  while (position >= scored.from) {
    const auto& place = trie_.nodes()[node];
    for (; position >= scored.from && position > place.start; --position) {
      const auto slot = first_slot + static_cast<std::uint32_t>(position - scored.from);
      states_[node].scored.push_back({position - 1, scored.ids[position], job, slot});
    }
    node = place.parent;
  }
}

void Prefill::ask_generation(std::uint32_t node, Generation& generation) {
  State& state = states_[node];
  state.generations.push_back(&generation);
  state.tail = std::max(state.tail, generation.max_positions() - trie_.nodes()[node].end());
}

void Prefill::start() {
  const auto order = trie_.depth_first();
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    states_[order[rank]].rank = rank;
  }
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    State& state = states_[*node];
    const auto& place = trie_.nodes()[*node];
    std::sort(state.scored.begin(), state.scored.end(), [](const ScoredToken& a, const ScoredToken& b) {
      return std::tie(a.position, a.target) < std::tie(b.position, b.target);
    });
    state.uses = place.children.size() + state.generations.size();
    state.leads_to_generation |= !state.generations.empty();
    State& parent = states_[place.parent];
    parent.leads_to_generation |= state.leads_to_generation;
    parent.tail = std::max(parent.tail, place.tokens.size() + state.tail);
  }
  for (const std::uint32_t child : trie_.nodes()[0].children) {
    make_ready(child);
  }
}

void Prefill::make_ready(std::uint32_t node) {
  ready_.emplace(states_[node].rank, node);
}

std::size_t Prefill::cost(std::uint32_t from, std::size_t end) const {
  const std::size_t begin = trie_.nodes()[from].end();
  return budget_.growth(begin, end) + (states_[from].uses > 1 ? budget_.fork_cost(begin) : 0);
}

bool Prefill::fits(std::uint32_t node, std::size_t end) const {
  return budget_.fits(cost(node, end));
}

HeldSequence Prefill::leave(std::uint32_t node, std::size_t end) {
  State& state = states_[node];
  HeldSequence next;
  next.charge = std::make_shared<const KvBudget::Charge>(budget_, cost(node, end), state.held.charge);
  if (node == 0) {
    next.sequence = model_.new_sequence();
  } else if (state.uses > 1) {
    next.sequence = state.held.sequence.fork(static_cast<std::int64_t>(trie_.nodes()[node].end()));
  } else {
    next.sequence = std::move(state.held.sequence);
  }
  release(node);
  return next;
}

void Prefill::release(std::uint32_t node) {
  State& state = states_[node];
  if (--state.uses == 0) {
    state.held = {};
  }
}

void Prefill::fill(BatchPlan& plan, const BatchLimits& limits, Choice choice) {
  for (const auto& [rank, node] : ready_) {
    const std::size_t room = plan.room(limits);
    if (room == 0) {
      return;
    }
    State& state = states_[node];
    const auto& place = trie_.nodes()[node];
    const std::size_t count = std::min(room, place.tokens.size() - state.done);
    const bool ends = state.uses == 0 && state.done + count == place.tokens.size() && count <= kMostEndingTokens;
    if (!state.begun) {
      if (state.leads_to_generation && !choice.generations) {
        continue;
      }
      // Begun only where its longest path fits too, so that what waits below it does not fill the memory.
      const bool forced = choice.force && plan.batch.rows.empty();
      if (!ends && !forced && !fits(place.parent, place.end() + state.tail)) {
        return;
      }
      if (!ends) {
        state.held = leave(place.parent, place.end());
      }
      state.borrows = ends;
      state.begun = true;
    }
    add_row(plan, node, count, ends);
  }
}

void Prefill::add_row(BatchPlan& plan, std::uint32_t node, std::size_t count, bool ends) {
  State& state = states_[node];
  const auto& place = trie_.nodes()[node];
  KvSequence& sequence = state.borrows ? states_[place.parent].held.sequence : state.held.sequence;
  plan.add_row(sequence, place.tokens.subspan(state.done, count), ends);
  rows_.emplace_back(node, count);
  const std::size_t begin = place.start + state.done;
  const std::size_t end = begin + count;
  const auto before = [](const ScoredToken& token, std::size_t position) { return token.position < position; };
  auto first = std::lower_bound(state.scored.begin(), state.scored.end(), begin, before);
  while (first != state.scored.end() && first->position < end) {
    const auto last = std::find_if(first, state.scored.end(), [&](const ScoredToken& other) {
      return other.position != first->position || other.target != first->target;
    });
    plan.add_probe(first->position - begin, first->target, false, {{first, last}, {}});
    first = last;
  }
  if (end == place.end() && !state.generations.empty()) {
    const bool logits = std::any_of(state.generations.begin(), state.generations.end(),
                                    [](const Generation* generation) { return generation->wants_logits(); });
    plan.add_probe(count - 1, -1, logits, {{}, state.generations});
  }
}

std::vector<Prefill::Started> Prefill::complete() {
  std::vector<Started> started;
  for (const auto& [node, count] : rows_) {
    State& state = states_[node];
    const auto& place = trie_.nodes()[node];
    state.done += count;
    if (state.done < place.tokens.size()) {
      continue;
    }
    ready_.erase({state.rank, node});
    for (const std::uint32_t child : place.children) {
      make_ready(child);
    }
    for (Generation* generation : state.generations) {
      started.push_back({generation, node});
    }
    if (state.borrows) {
      release(place.parent);
    }
    if (state.uses == 0) {
      state.held = {};
    }
  }
  rows_.clear();
  return started;
}

}  // namespace coldread
