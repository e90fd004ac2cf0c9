#include "engine/window.h"

#include <algorithm>

namespace coldread {
namespace {

/// Keeps the answers, and lets generations choose where the logits are, on the thread that has them.
class BatchAnswers : public LogitsSink {
 public:
  explicit BatchAnswers(const BatchPlan& plan) : plan_(plan), results_(plan.uses.size()) {}
  void on_probe(std::size_t probe, const ProbeResult& result, std::span<const float> logits) override {
    results_[probe] = result;
    for (Generation* generation : plan_.uses[probe].generations) {
      generation->choose(result, logits);
    }
  }
  const std::vector<ProbeResult>& results() const { return results_; }

 private:
  const BatchPlan& plan_;
  std::vector<ProbeResult> results_;
};

}  // namespace

void Window::add_score(std::size_t request, ScoredWindows windows, ResponseSink& sink) {
  const std::uint32_t job = scores_.add(request, windows, sink);
  std::uint32_t slot = 0;
  for (auto& window : windows) {
    const std::size_t scored = window.ids.size() - window.from;
    if (scored > 0) {
      questions_.push_back({std::move(window), 0, job, slot});
      ScoreQuestion& question = questions_.back();
      const auto read = std::span<const TokenId>(question.scored.ids).first(question.scored.ids.size() - 1);
      question.node = trie_.add(read);
      tokens_ += read.size();
      slot += static_cast<std::uint32_t>(scored);
    }
  }
}

void Window::add_generation(Generation generation, ResponseSink& sink) {
  if (generation.finished()) {
    sink.on_done(generation.index(), std::move(generation).response());
    return;
  }
  auto& [kept, node] = generations_.emplace_back(std::move(generation), 0);
  node = trie_.add(kept.prompt());
  tokens_ += kept.prompt().size();
}

/// Gives slots to generations that have their first token, in their order, while memory allows.
void Window::activate(Prefill& prefill, std::size_t slots, bool force) {
  while (!waiting_.empty() && decoding_.size() < slots) {
    const auto [generation, node] = waiting_.front();
    const std::size_t end = generation->max_positions();
    if (!force && !prefill.fits(node, end)) {
      return;
    }
    decoding_.push_back({generation, prefill.leave(node, end)});
    waiting_.pop_front();
    force = false;
  }
}

void Window::plan_decoding(BatchPlan& plan) {
  for (auto& decoding : decoding_) {
    plan.add_row(decoding.held.sequence, decoding.generation->last_token());
    plan.add_probe(0, -1, decoding.generation->wants_logits(), {{}, {&decoding.generation, 1}});
  }
}

void Window::take_token(Generation& generation, ResponseSink& sink, RunFacts& facts) {
  const auto piece = generation.take();
  ++facts.generated_tokens;
  if (!piece.empty()) {
    sink.on_token(generation.index(), piece);
  }
  if (generation.finished()) {
    sink.on_done(generation.index(), std::move(generation).response());
  }
}

bool Window::run(const BatchLimits& limits, ResponseSink& sink, RunFacts& facts) {
  Prefill prefill(trie_, model_, budget_);
  for (const auto& question : questions_) {
    prefill.ask_score(question.node, question.scored, question.job, question.first_slot);
  }
  for (auto& [generation, node] : generations_) {
    prefill.ask_generation(node, generation);
  }
  prefill.start();
  const std::size_t slots = std::min(limits.tokens, limits.sequences);
  while (!sink.stop_requested()) {
    BatchPlan plan;
    activate(prefill, slots, false);
    plan_decoding(plan);
    prefill.fill(plan, limits, {.generations = waiting_.empty()});
    if (plan.batch.rows.empty()) {  // nothing fits: go on with one all the same
      activate(prefill, slots, true);
      plan_decoding(plan);
      if (plan.batch.rows.empty()) {
        prefill.fill(plan, {limits.tokens, 1}, {.force = true});
      }
    }
    if (plan.batch.rows.empty()) {
      return true;
    }
    BatchAnswers answers(plan);
    model_.forward(plan.batch, answers);
    facts.computed_tokens += static_cast<std::int64_t>(plan.tokens);
    for (std::size_t probe = 0; probe < plan.uses.size(); ++probe) {
      scores_.record(plan.uses[probe].scored, answers.results()[probe], sink);
    }
    for (auto& decoding : decoding_) {
      take_token(*decoding.generation, sink, facts);
    }
    std::erase_if(decoding_, [](const Decoding& decoding) { return decoding.generation->finished(); });
    for (const auto& started : prefill.complete()) {
      take_token(*started.generation, sink, facts);
      if (started.generation->finished()) {
        prefill.release(started.node);
      } else {
        waiting_.push_back(started);
      }
    }
  }
  return false;
}

}  // namespace coldread
