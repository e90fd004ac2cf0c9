#include "engine/beam_search.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fmt/format.h>
#include <optional>

#include "engine/growing_text.h"
#include "sampling/sampling.h"

namespace coldread {
namespace {

/// A way to go on. sum: ln p of its tokens after bias and penalties.
struct Beam {
  KvSequence sequence;
  std::vector<TokenId> ids;  ///< prompt and answer
  std::vector<float> logprobs;
  double sum = 0;
  GrowingText text;
  std::optional<DecodeStream> decoder = std::nullopt;  ///< absent without a tokenizer
};

struct Finished {
  std::vector<TokenId> ids;
  std::vector<float> logprobs;
  std::string text;
  StopReason stop = StopReason::length;
  double score = 0;
};

/// One token after one beam.
struct Step {
  std::size_t beam = 0;
  TokenId token = 0;
  double sum = 0;
  float logprob = 0;  ///< under the model, before bias and penalties
};

/// The best continuations of each row, found where its logits are.
class BestSteps : public LogitsSink {
 public:
  BestSteps(const std::vector<Beam>& beams, const SamplingSettings& settings, std::size_t prompt, std::size_t count)
      : beams_(beams), settings_(settings), prompt_(prompt), count_(count), steps_(beams.size()) {}

  void on_probe(std::size_t probe, const ProbeResult& result, std::span<const float> logits) override {
    if (!result.finite) {
      steps_[probe].clear();
      finite_ = false;
      return;
    }
    const Beam& beam = beams_[probe];
    const std::vector<double> scores = log_probabilities(logits, result.log_partition, settings_, {beam.ids, prompt_});
    std::vector<TokenId> order(scores.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<TokenId>(i);
    const std::size_t count = std::min(count_, order.size());
    const auto score = [&](TokenId id) { return scores[static_cast<std::size_t>(id)]; };
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                      [&](TokenId a, TokenId b) { return score(a) != score(b) ? score(a) > score(b) : a < b; });
    for (std::size_t i = 0; i < count && std::isfinite(score(order[i])); ++i) {
      const double raw = double{logits[static_cast<std::size_t>(order[i])]} - result.log_partition;
      steps_[probe].push_back(
          {.beam = probe, .token = order[i], .sum = beam.sum + score(order[i]), .logprob = static_cast<float>(raw)});
    }
  }

  bool finite() const { return finite_; }
  /// The best of all rows, best first.
  std::vector<Step> best() const {
    std::vector<Step> all;
    for (const auto& steps : steps_) all.insert(all.end(), steps.begin(), steps.end());
    std::stable_sort(all.begin(), all.end(), [](const Step& a, const Step& b) { return a.sum > b.sum; });
    all.resize(std::min(all.size(), count_));
    return all;
  }

 private:
  const std::vector<Beam>& beams_;
  const SamplingSettings& settings_;
  std::size_t prompt_;
  std::size_t count_;
  std::vector<std::vector<Step>> steps_;  ///< one list a row: rows are answered on several threads
  std::atomic<bool> finite_ = true;
};

/// One search.
class Search {
 public:
  Search(const Request& request, std::size_t prompt, const Tokenizer* tokenizer, std::span<const TokenId> end_of_text)
      : body_(std::get<Generate>(request.body)), prompt_(prompt), tokenizer_(tokenizer), end_of_text_(end_of_text) {}

  std::size_t width() const { return static_cast<std::size_t>(body_.sampling.num_beams); }
  bool ends(TokenId token) const {
    return !body_.ignore_end_of_text &&
           std::find(end_of_text_.begin(), end_of_text_.end(), token) != end_of_text_.end();
  }
  double score(double sum, std::size_t length) const {
    return sum / std::pow(static_cast<double>(length), body_.sampling.length_penalty);
  }

  /// Keeps the best `width` of all that ended.
  void finish(Finished one) {
    const auto place = std::find_if(finished_.begin(), finished_.end(),
                                    [&](const Finished& other) { return other.score < one.score; });
    finished_.insert(place, std::move(one));
    if (finished_.size() > width()) finished_.pop_back();
  }
  /// Whether none of the running beams can get better than what ended.
  bool is_over(double best_sum, std::size_t length) const {
    return finished_.size() == width() && finished_.back().score >= score(best_sum, length);
  }

  Finished finished_from(const Beam& beam, StopReason stop, double sum, std::size_t length) const {
    GrowingText text = beam.text;
    // Where a stop string has cut the text, nothing follows.
    if (stop != StopReason::until && beam.decoder && text.append(DecodeStream(*beam.decoder).finish())) {
      stop = StopReason::until;
    }
    return {.ids = {beam.ids.begin() + static_cast<std::ptrdiff_t>(prompt_), beam.ids.end()},
            .logprobs = beam.logprobs,
            .text = text.text(),
            .stop = stop,
            .score = score(sum, length)};
  }

  /// The beams that go on from these steps; those that end are finished. Full beams are forked, so that several may go
  /// on from one.
  std::vector<Beam> take(const std::vector<Beam>& beams, const std::vector<Step>& steps, std::size_t length) {
    std::vector<Beam> next;
    for (std::size_t rank = 0; rank < steps.size() && next.size() < width(); ++rank) {
      const Step& step = steps[rank];
      const Beam& from = beams[step.beam];
      if (ends(step.token)) {
        // As in transformers, an end that is not among the best `width` steps is passed over.
        if (rank < width()) finish(finished_from(from, StopReason::end_of_text, step.sum, length));
        continue;
      }
      Beam beam{.sequence = {}, .ids = from.ids, .logprobs = from.logprobs, .sum = step.sum, .text = from.text};
      beam.decoder = from.decoder;
      beam.ids.push_back(step.token);
      beam.logprobs.push_back(step.logprob);
      const bool has_text =
          tokenizer_ != nullptr && static_cast<std::size_t>(step.token) < tokenizer_->vocabulary_size();
      if (has_text && beam.text.append(beam.decoder->push(step.token))) {
        finish(finished_from(beam, StopReason::until, step.sum, length));
        continue;
      }
      beam.sequence = from.sequence.fork(from.sequence.length());
      next.push_back(std::move(beam));
    }
    return next;
  }

  const Generate& body() const { return body_; }
  std::size_t prompt() const { return prompt_; }
  std::vector<Finished>& finished() { return finished_; }

 private:
  const Generate& body_;
  std::size_t prompt_;
  const Tokenizer* tokenizer_;
  std::span<const TokenId> end_of_text_;
  std::vector<Finished> finished_;  ///< best first
};

}  // namespace

Response beam_search(Model& model, const Request& request, PromptIds prompt, const Tokenizer* tokenizer,
                     std::span<const TokenId> end_of_text, RunFacts& facts) {
  Search search(request, prompt.ids.size(), tokenizer, end_of_text);
  const Generate& body = search.body();
  if (tokenizer == nullptr && !body.until.empty()) {
    return RequestFailure{"stop strings need the model's tokenizer, and it has none: leave them out"};
  }
  GeneratedText answer;
  answer.context_tokens = static_cast<std::int64_t>(prompt.ids.size());
  answer.truncated_tokens = prompt.truncated;
  if (body.max_tokens == 0) return answer;
  std::vector<Beam> beams;
  beams.push_back(
      {.sequence = model.new_sequence(), .ids = prompt.ids, .logprobs = {}, .sum = 0, .text = GrowingText(body.until)});
  if (tokenizer != nullptr) beams.front().decoder = tokenizer->decode_stream(true);
  const auto most = static_cast<std::size_t>(body.max_tokens);
  for (std::size_t length = 1; length <= most && !beams.empty(); ++length) {
    Batch batch;
    for (std::size_t i = 0; i < beams.size(); ++i) {
      const std::span<const TokenId> ids = beams[i].ids;
      const auto row = length == 1 ? ids : ids.last(1);
      batch.rows.push_back({&beams[i].sequence, row});
      batch.probes.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(row.size() - 1), -1, true});
      facts.computed_tokens += static_cast<std::int64_t>(row.size());
    }
    // Enough that every beam can go on although every end-of-text token is among the best.
    BestSteps best(beams, body.sampling, search.prompt(),
                   search.width() * (1 + std::max<std::size_t>(1, end_of_text.size())));
    model.forward(batch, best);
    if (!best.finite()) {
      return RequestFailure{
          fmt::format("the model gave a logit that is not finite after token {}: its weights may be damaged",
                      beams.front().ids.size())};
    }
    facts.generated_tokens += static_cast<std::int64_t>(beams.size());
    beams = search.take(beams, best.best(), length);
    if (!beams.empty() && search.is_over(beams.front().sum, length)) break;
  }
  for (const Beam& beam : beams) {
    search.finish(search.finished_from(beam, StopReason::length, beam.sum, beam.logprobs.size()));
  }
  if (search.finished().empty()) return RequestFailure{"bias and penalties leave no token to go on with"};
  Finished& winner = search.finished().front();
  answer.ids = std::move(winner.ids);
  answer.logprobs = std::move(winner.logprobs);
  answer.text = std::move(winner.text);
  answer.stop = winner.stop;
  return answer;
}

}  // namespace coldread
