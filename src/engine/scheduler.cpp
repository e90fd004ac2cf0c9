#include "engine/scheduler.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

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

Scheduler::Scheduler(Model& model, const Tokenizer* tokenizer, const EngineOptions& options)
    : model_(model),
      tokenizer_(tokenizer),
      encoder_(tokenizer, model.context_length(), model.vocabulary_size()),
      end_of_text_(end_of_text_tokens(tokenizer, options.end_of_text)),
      limits_{.tokens = static_cast<std::size_t>(options.batch_tokens),
              .sequences = static_cast<std::size_t>(options.batch_sequences)},
      share_prefixes_(options.share_prefixes),
      budget_(model, options.memory_bytes),
      slots_(std::min(limits_.tokens, limits_.sequences)) {}

void Scheduler::take_tokenizer(const Tokenizer& tokenizer) {
  COLDREAD_CHECK(tokenizer_ == nullptr);
  tokenizer_ = &tokenizer;
  encoder_ = PromptEncoder(tokenizer_, model_.context_length(), model_.vocabulary_size());
  end_of_text_ = end_of_text_tokens(tokenizer_, {});
}

template <typename Work>
void Scheduler::or_drop_all(const Work& work) {
  COLDREAD_CHECK(!is_busy_);
  is_busy_ = true;
  try {
    work();
  } catch (...) {
    drop_all();
    throw;
  }
  is_busy_ = false;
}

void Scheduler::add(std::size_t id, Request request, RunFacts& facts) {
  COLDREAD_CHECK(!open_.contains(id));
  or_drop_all([&] {
    open_[id] = {};
    EncodedRequest encoded = encoder_.encode(request);
    if (auto* windows = std::get_if<ScoredWindows>(&encoded)) {
      const bool rolling = std::holds_alternative<RollingLogLikelihood>(request.body);
      for (ScoredIds& window : *windows) {
        const std::size_t text = rolling ? window.read().size() : window.ids.size();
        window.rotary_length = model_.rotary_length(static_cast<std::int64_t>(text));
      }
      admit(Scoring(id, std::move(*windows)), facts);
    } else if (auto* prompt = std::get_if<PromptIds>(&encoded)) {
      facts.truncated_prompts += prompt->truncated > 0;
      auto& body = std::get<Generate>(request.body);
      const auto length = static_cast<std::int64_t>(prompt->ids.size());
      prompt->rotary_length = model_.rotary_length(length + body.max_tokens);
      prompt->early_rope_scaling = model_.rotary_length(length) != prompt->rotary_length;
      body.prompt = std::string();  // its ids stand for it
      if (body.sampling.num_beams > 1) {
        admit(BeamSearch(id, std::move(request), std::move(*prompt), tokenizer_, end_of_text_), facts);
      } else {
        admit(Generation(id, std::move(request), std::move(*prompt), tokenizer_, end_of_text_), facts);
      }
    } else {
      answered_.emplace(id, std::get<RequestFailure>(std::move(encoded)));
    }
  });
}

void Scheduler::admit(Scoring scoring, RunFacts& facts) {
  bool truncated = false;
  for (const ScoredIds& window : scoring.windows()) {
    truncated |= window.truncated > 0;
    facts.prompt_tokens += static_cast<std::int64_t>(window.read().size());
  }
  facts.truncated_prompts += truncated;
  const std::size_t id = scoring.id();
  if (scoring.finished()) {
    answered_.emplace(id, std::move(scoring).response());
    return;
  }
  Cohort& cohort = arriving_cohort();
  open_[id] = {.cohort = &cohort, .scoring = &cohort.add(std::move(scoring))};
}

void Scheduler::admit(Generation generation, RunFacts& facts) {
  const std::size_t id = generation.id();
  if (generation.finished()) {
    answered_.emplace(id, std::move(generation).response());
    return;
  }
  facts.prompt_tokens += static_cast<std::int64_t>(generation.prompt().size());
  Cohort& cohort = arriving_cohort();
  open_[id] = {.cohort = &cohort, .generation = &cohort.add(std::move(generation))};
}

void Scheduler::admit(BeamSearch search, RunFacts& facts) {
  if (search.finished()) {
    answered_.emplace(search.id(), std::move(search).response());
    return;
  }
  facts.prompt_tokens += static_cast<std::int64_t>(search.prompt_length());
  searches_.push_back(std::move(search));
}

Cohort& Scheduler::arriving_cohort() {
  if (!arriving_) arriving_ = std::make_unique<Cohort>(share_prefixes_);
  return *arriving_;
}

void Scheduler::close_arriving() {
  if (!arriving_) return;
  arriving_->close(model_, budget_);
  cohorts_.push_back(std::move(arriving_));
}

void Scheduler::cancel(std::size_t id) {
  or_drop_all([&] {
    const auto found = open_.find(id);
    if (found == open_.end()) return;
    const Place place = found->second;
    open_.erase(found);
    if (place.cohort == nullptr) {
      answered_.erase(id);
      std::erase_if(searches_, [&](const BeamSearch& search) { return search.id() == id; });
      return;
    }
    // A request is withdrawn from a prefill, which is there once the cohort is closed.
    if (place.cohort == arriving_.get()) close_arriving();
    withdraw(place);
    place.cohort->leave();
    drop_cohorts_that_are_over();
  });
}

/// Gives back the slot, the memory and the place in the trie that a request has.
void Scheduler::withdraw(const Place& place) {
  Prefill& prefill = place.cohort->prefill();
  if (place.scoring != nullptr) {
    for (const std::uint32_t node : place.scoring->nodes) prefill.withdraw_scoring(node, place.scoring->scoring);
    return;
  }
  const auto& [generation, node] = *place.generation;
  if (!slots_.withdraw(generation)) prefill.withdraw_generation(node, generation);
}

void Scheduler::drop_cohorts_that_are_over() {
  std::erase_if(cohorts_, [](const auto& cohort) { return cohort->is_over(); });
}

void Scheduler::drop_all() {
  open_.clear();
  answered_.clear();
  searches_.clear();
  slots_.clear();
  arriving_ = nullptr;
  cohorts_.clear();
  is_busy_ = false;
}

void Scheduler::step(ResponseSink& sink, RunFacts& facts) {
  or_drop_all([&] {
    for (const auto& [id, response] : std::exchange(answered_, {})) {
      answer(id, response, sink);
    }
    close_arriving();
    searched_last_ = !searches_.empty() && (cohorts_.empty() || !searched_last_);
    if (searched_last_) {
      step_search(sink, facts);
    } else if (!cohorts_.empty()) {
      step_cohorts(sink, facts);
    }
  });
}

void Scheduler::step_search(ResponseSink& sink, RunFacts& facts) {
  BeamSearch& search = searches_.front();
  search.step(model_, facts);
  if (search.finished()) {
    answer(search.id(), std::move(search).response(), sink);
    searches_.pop_front();
  }
}

void Scheduler::step_cohorts(ResponseSink& sink, RunFacts& facts) {
  const BatchPlan plan = plan_batch();
  BatchAnswers answers(plan);
  model_.forward(plan.batch, answers);
  facts.computed_tokens += static_cast<std::int64_t>(plan.tokens);
  take_scores(plan, answers.results(), sink);
  for (const auto& decoding : slots_.decoding()) {
    take_token(*decoding.generation, sink, facts);
  }
  slots_.drop_finished();
  take_started(sink, facts);
  drop_cohorts_that_are_over();
}

BatchPlan Scheduler::plan_batch() {
  BatchPlan plan;
  slots_.activate(false);
  slots_.plan(plan);
  bool begin = true;  // what came later begins nothing where a node has to wait for memory
  for (const auto& cohort : cohorts_) {
    begin &= cohort->prefill().fill(plan, limits_, {.begin = begin, .generations = !slots_.are_waited_for()});
  }
  if (plan.batch.rows.empty()) {  // nothing fits: go on with one all the same
    slots_.activate(true);
    slots_.plan(plan);
  }
  for (const auto& cohort : cohorts_) {
    if (!plan.batch.rows.empty()) break;
    cohort->prefill().fill(plan, {limits_.tokens, 1}, {.force = true});
  }
  COLDREAD_CHECK(!plan.batch.rows.empty());
  return plan;
}

void Scheduler::take_scores(const BatchPlan& plan, std::span<const ProbeResult> results, ResponseSink& sink) {
  for (std::size_t probe = 0; probe < results.size(); ++probe) {
    for (const ScoredToken& token : plan.uses[probe].scored) {
      token.scoring->take(token, results[probe]);
      if (token.scoring->finished()) {
        answer(token.scoring->id(), std::move(*token.scoring).response(), sink);
      }
    }
  }
}

/// The first tokens of the generations whose prompts are complete now.
void Scheduler::take_started(ResponseSink& sink, RunFacts& facts) {
  for (const auto& cohort : cohorts_) {
    Prefill& prefill = cohort->prefill();
    for (const auto& started : prefill.complete()) {
      take_token(*started.generation, sink, facts);
      if (started.generation->finished()) {
        prefill.release(started.node);
      } else {
        slots_.wait(prefill, started);
      }
    }
  }
}

void Scheduler::take_token(Generation& generation, ResponseSink& sink, RunFacts& facts) {
  const auto piece = generation.take();
  ++facts.generated_tokens;
  if (!piece.empty()) {
    sink.on_token(generation.id(), piece);
  }
  if (generation.finished()) {
    answer(generation.id(), std::move(generation).response(), sink);
  }
}

void Scheduler::answer(std::size_t id, const Response& response, ResponseSink& sink) {
  const auto found = open_.find(id);
  if (found->second.cohort != nullptr) found->second.cohort->leave();
  open_.erase(found);
  sink.on_done(id, response);
}

}  // namespace coldread
