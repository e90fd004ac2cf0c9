#include "engine/beam_search.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "sampling/sampling.h"

namespace coldread {

/// The best continuations of each row, found where its logits are.
class BeamSearch::BestContinuations : public LogitsSink {
 public:
  /// Enough of them that every beam can go on although every end-of-text token is among the best.
  explicit BestContinuations(const BeamSearch& search)
      : search_(search),
        count_(search.width() * (1 + std::max<std::size_t>(1, search.end_of_text_.size()))),
        of_row_(search.beams_.size()) {}

  void on_probe(std::size_t probe, const ProbeResult& result, std::span<const float> logits) override {
    if (!result.finite) {
      of_row_[probe].clear();
      finite_ = false;
      return;
    }
    const Beam& beam = search_.beams_[probe];
    const std::vector<double> scores =
        log_probabilities(logits, result.log_partition, search_.body_.sampling, {beam.ids, search_.prompt_length_});
    std::vector<TokenId> order(scores.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<TokenId>(i);
    const std::size_t count = std::min(count_, order.size());
    const auto score = [&](TokenId id) { return scores[static_cast<std::size_t>(id)]; };
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                      [&](TokenId a, TokenId b) { return score(a) != score(b) ? score(a) > score(b) : a < b; });
    for (std::size_t i = 0; i < count && std::isfinite(score(order[i])); ++i) {
      const double raw = double{logits[static_cast<std::size_t>(order[i])]} - result.log_partition;
      of_row_[probe].push_back(
          {.beam = probe, .token = order[i], .sum = beam.sum + score(order[i]), .logprob = static_cast<float>(raw)});
    }
  }

  bool finite() const { return finite_; }
  /// The best of all rows, best first.
  std::vector<Continuation> best() const {
    std::vector<Continuation> all;
    for (const auto& some : of_row_) all.insert(all.end(), some.begin(), some.end());
    std::stable_sort(all.begin(), all.end(),
                     [](const Continuation& a, const Continuation& b) { return a.sum > b.sum; });
    all.resize(std::min(all.size(), count_));
    return all;
  }

 private:
  const BeamSearch& search_;
  std::size_t count_;
  std::vector<std::vector<Continuation>> of_row_;  ///< rows are answered on several threads
  std::atomic<bool> finite_ = true;
};

BeamSearch::BeamSearch(std::size_t id, Request request, PromptIds prompt, const Tokenizer* tokenizer,
                       std::span<const TokenId> end_of_text)
    : id_(id),
      body_(std::get<Generate>(std::move(request.body))),
      tokenizer_(tokenizer),
      end_of_text_(end_of_text),
      prompt_length_(prompt.ids.size()),
      rotary_length_(prompt.rotary_length) {
  answer_.context_tokens = static_cast<std::int64_t>(prompt_length_);
  answer_.truncated_tokens = prompt.truncated;
  answer_.early_rope_scaling = prompt.early_rope_scaling;
  if (tokenizer_ == nullptr && !body_.until.empty()) {
    failure_ = "stop strings need the model's tokenizer, and it has none: leave them out";
  }
  // An empty stop string stands in every text: no beam goes on after its first token.
  const bool stops_at_once = std::ranges::find(body_.until, "") != body_.until.end();
  if (stops_at_once) body_.max_tokens = std::min<std::int64_t>(body_.max_tokens, 1);
  finished_ = failure_.has_value() || body_.max_tokens == 0;
  beams_.push_back(
      {.sequence = {}, .ids = std::move(prompt.ids), .logprobs = {}, .sum = 0, .text = GrowingText(body_.until)});
  if (tokenizer_ != nullptr) beams_.front().decoder = tokenizer_->decode_stream(true);
}

bool BeamSearch::ends(TokenId token) const {
  return !body_.ignore_end_of_text && std::find(end_of_text_.begin(), end_of_text_.end(), token) != end_of_text_.end();
}

double BeamSearch::score(double sum, std::size_t length) const {
  return sum / std::pow(static_cast<double>(length), body_.sampling.length_penalty);
}

/// Whether none of the running beams can get better than what ended.
bool BeamSearch::is_over() const {
  return beams_.empty() || length_ == static_cast<std::size_t>(body_.max_tokens) ||
         (ended_.size() == width() && ended_.back().score >= score(beams_.front().sum, length_));
}

/// Takes a beam that ended, if it is among the best `width` of all that did.
void BeamSearch::keep(const Beam& beam, StopReason stop, double sum, std::size_t length) {
  GrowingText text = beam.text;
  // Where a stop string has cut the text, nothing follows.
  if (stop != StopReason::until && beam.decoder && text.append(DecodeStream(*beam.decoder).finish())) {
    stop = StopReason::until;
  }
  Ended one{.ids = {beam.ids.begin() + static_cast<std::ptrdiff_t>(prompt_length_), beam.ids.end()},
            .logprobs = beam.logprobs,
            .text = text.text(),
            .stop = stop,
            .score = score(sum, length)};
  const auto place =
      std::find_if(ended_.begin(), ended_.end(), [&](const Ended& other) { return other.score < one.score; });
  ended_.insert(place, std::move(one));
  if (ended_.size() > width()) ended_.pop_back();
}

/// The beams go on, or end, with these tokens.
void BeamSearch::go_on(const std::vector<Continuation>& continuations) {
  std::vector<Beam> next;
  for (std::size_t rank = 0; rank < continuations.size() && next.size() < width(); ++rank) {
    const Continuation& step = continuations[rank];
    const Beam& from = beams_[step.beam];
    if (ends(step.token)) {
      // As in transformers, an end that is not among the best `width` steps is passed over.
      if (rank < width()) keep(from, StopReason::end_of_text, step.sum, length_);
      continue;
    }
    Beam beam{.sequence = {}, .ids = from.ids, .logprobs = from.logprobs, .sum = step.sum, .text = from.text};
    beam.decoder = from.decoder;
    beam.ids.push_back(step.token);
    beam.logprobs.push_back(step.logprob);
    const bool has_text = tokenizer_ != nullptr && static_cast<std::size_t>(step.token) < tokenizer_->vocabulary_size();
    if (has_text && beam.text.append(beam.decoder->push(step.token))) {
      keep(beam, StopReason::until, step.sum, length_);
      continue;
    }
    beam.sequence = from.sequence.fork(from.sequence.length());
    next.push_back(std::move(beam));
  }
  beams_ = std::move(next);
}

void BeamSearch::step(Model& model, RunFacts& facts) {
  if (length_ == 0) beams_.front().sequence = model.new_sequence();
  Batch batch;
  for (std::size_t i = 0; i < beams_.size(); ++i) {
    const std::span<const TokenId> ids = beams_[i].ids;
    const auto row = length_ == 0 ? ids : ids.last(1);
    batch.rows.push_back({.sequence = &beams_[i].sequence, .tokens = row, .rotary_length = rotary_length_});
    batch.probes.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(row.size() - 1), -1, true});
    facts.computed_tokens += static_cast<std::int64_t>(row.size());
  }
  BestContinuations continuations(*this);
  model.forward(batch, continuations);
  if (!continuations.finite()) {
    failure_ = fmt::format("the model gave a logit that is not finite after token {}: its weights may be damaged",
                           beams_.front().ids.size());
    finished_ = true;
    return;
  }
  facts.generated_tokens += static_cast<std::int64_t>(beams_.size());
  ++length_;
  go_on(continuations.best());
  if (is_over()) finish();
}

void BeamSearch::finish() {
  finished_ = true;
  for (const Beam& beam : beams_) {
    keep(beam, StopReason::length, beam.sum, beam.logprobs.size());
  }
  if (ended_.empty()) {
    failure_ = "bias and penalties leave no token to go on with";
    return;
  }
  Ended& winner = ended_.front();
  answer_.ids = std::move(winner.ids);
  answer_.logprobs = std::move(winner.logprobs);
  answer_.text = std::move(winner.text);
  answer_.stop = winner.stop;
}

Response BeamSearch::response() && {
  if (failure_) {
    return RequestFailure{*std::move(failure_)};
  }
  return std::move(answer_);
}

}  // namespace coldread
