#include "engine/slots.h"

#include <algorithm>

namespace coldread {

void Slots::activate(bool force) {
  while (!waiting_.empty() && decoding_.size() < count_) {
    const auto [prefill, started] = waiting_.front();
    const std::size_t end = started.generation->max_positions();
    if (!force && !prefill->fits(started.node, end)) {
      return;
    }
    decoding_.push_back({started.generation, prefill->leave(started.node, end)});
    waiting_.pop_front();
    force = false;
  }
}

void Slots::plan(BatchPlan& plan) {
  for (auto& decoding : decoding_) {
    plan.add_row({.sequence = &decoding.held.sequence,
                  .tokens = decoding.generation->last_token(),
                  .rotary_length = decoding.generation->rotary_length()});
    plan.add_probe(0, -1, decoding.generation->wants_logits(), {{}, {&decoding.generation, 1}});
  }
}

void Slots::drop_finished() {
  std::erase_if(decoding_, [](const Decoding& decoding) { return decoding.generation->finished(); });
}

bool Slots::withdraw(const Generation& generation) {
  if (std::erase_if(decoding_, [&](const Decoding& decoding) { return decoding.generation == &generation; }) > 0) {
    return true;
  }
  const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                  [&](const Waiting& waiting) { return waiting.started.generation == &generation; });
  if (found == waiting_.end()) return false;
  found->prefill->release(found->started.node);
  waiting_.erase(found);
  return true;
}

void Slots::clear() {
  waiting_.clear();
  decoding_.clear();
}

}  // namespace coldread
