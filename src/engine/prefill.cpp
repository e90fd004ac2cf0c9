#include "engine/prefill.h"

#include <algorithm>
#include <tuple>

namespace coldread {

Prefill::Prefill(const PrefixTrie& trie, Model& model, KvBudget& budget)
    : trie_(trie), model_(model), budget_(budget), states_(trie.nodes().size()) {}

void Prefill::ask_scoring(std::uint32_t node, const ScoredIds& scored, Scoring& scoring, std::uint32_t first_slot) {
  std::size_t position = scored.ids.size() - 1;  // of the token asked about; the one before it tells
  while (position >= scored.from) {
    const auto& place = trie_.nodes()[node];
    for (; position >= scored.from && position > place.start; --position) {
      const auto slot = first_slot + static_cast<std::uint32_t>(position - scored.from);
      states_[node].scored.push_back({position - 1, scored.ids[position], slot, &scoring});
    }
    node = place.parent;
  }
}

void Prefill::request_generation(std::uint32_t node, Generation& generation) {
  states_[node].generations.push_back(&generation);
}

void Prefill::start() {
  const auto order = trie_.depth_first();
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    states_[order[rank]].rank = rank;
  }
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    State& state = states_[*node];
    std::sort(state.scored.begin(), state.scored.end(), [](const ScoredToken& a, const ScoredToken& b) {
      return std::tie(a.position, a.target) < std::tie(b.position, b.target);
    });
    state.uses = trie_.nodes()[*node].children.size() + state.generations.size();
    measure(*node);
  }
  make_children_ready(0);
}

/// Finds out anew what lies below a node.
void Prefill::measure(std::uint32_t node) {
  State& state = states_[node];
  const auto& place = trie_.nodes()[node];
  state.stale = false;
  state.leads_to_generation = !state.generations.empty();
  state.tail = 0;
  for (const Generation* generation : state.generations) {
    state.tail = std::max(state.tail, generation->max_positions() - place.end());
  }
  for (const std::uint32_t child : place.children) {
    if (states_[child].withdrawn) continue;
    if (states_[child].stale) measure(child);
    state.leads_to_generation |= states_[child].leads_to_generation;
    state.tail = std::max(state.tail, trie_.nodes()[child].tokens.size() + states_[child].tail);
  }
}

void Prefill::make_children_ready(std::uint32_t node) {
  for (const std::uint32_t child : trie_.nodes()[node].children) {
    if (!states_[child].withdrawn) ready_.emplace(states_[child].rank, child);
  }
}

bool Prefill::is_complete(std::uint32_t node) const {
  return states_[node].done == trie_.nodes()[node].tokens.size();
}

/// Whether anything is still to come of a node that is not complete.
bool Prefill::is_wanted(std::uint32_t node) const {
  const State& state = states_[node];
  const std::size_t next = trie_.nodes()[node].start + state.done;
  return state.uses > 0 || (!state.scored.empty() && state.scored.back().position >= next);
}

void Prefill::withdraw_scoring(std::uint32_t node, const Scoring& scoring) {
  for (std::uint32_t on_path = node; on_path != 0; on_path = trie_.nodes()[on_path].parent) {
    std::erase_if(states_[on_path].scored, [&](const ScoredToken& token) { return token.scoring == &scoring; });
  }
  prune(node);
}

void Prefill::withdraw_generation(std::uint32_t node, const Generation& generation) {
  std::erase(states_[node].generations, &generation);
  release(node);
  prune(node);
}

/// Gives up what nobody wants any more, from a node upward.
void Prefill::prune(std::uint32_t node) {
  while (!is_complete(node) && !states_[node].withdrawn) {  // the root is complete
    State& state = states_[node];
    const std::uint32_t parent = trie_.nodes()[node].parent;
    if (is_wanted(node)) {
      state.stale = true;
    } else {
      state.withdrawn = true;
      state.held = {};
      ready_.erase({state.rank, node});
      if (!state.begun) release(parent);
    }
    node = parent;
  }
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
  if (--state.uses == 0 && is_complete(node)) {
    state.held = {};
  }
}

bool Prefill::fill(BatchPlan& plan, const BatchLimits& limits, Choice choice) {
  for (const auto& [rank, node] : ready_) {
    const std::size_t space = plan.space_left(limits);
    if (space == 0) {
      break;
    }
    State& state = states_[node];
    const auto& place = trie_.nodes()[node];
    const std::size_t count = std::min(space, place.tokens.size() - state.done);
    const bool transient =
        state.uses == 0 && state.done + count == place.tokens.size() && count <= kMostTransientTokens;
    if (!state.begun) {
      if (state.stale) measure(node);
      if (!choice.begin || (state.leads_to_generation && !choice.generations)) {
        continue;
      }
      // Begun only where its longest path fits too, so that what waits below it does not fill the memory.
      const bool forced = choice.force && plan.batch.rows.empty();
      if (!transient && !forced && !fits(place.parent, place.end() + state.tail)) {
        return false;
      }
      if (!transient) {
        state.held = leave(place.parent, place.end());
      }
      state.borrows = transient;
      state.begun = true;
    }
    add_row(plan, node, count, transient);
  }
  return true;
}

void Prefill::add_row(BatchPlan& plan, std::uint32_t node, std::size_t count, bool transient) {
  State& state = states_[node];
  const auto& place = trie_.nodes()[node];
  KvSequence& sequence = state.borrows ? states_[place.parent].held.sequence : state.held.sequence;
  plan.add_row({.sequence = &sequence,
                .tokens = place.tokens.subspan(state.done, count),
                .transient = transient,
                .rotary_length = place.rotary_length});
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
    make_children_ready(node);
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
