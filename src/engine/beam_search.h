#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/request.h"
#include "api/response.h"
#include "api/run_facts.h"
#include "engine/growing_text.h"
#include "engine/prompt.h"
#include "model/model.h"
#include "tokenizer/decode_stream.h"
#include "tokenizer/tokenizer.h"

namespace coldread {

/// The answer of highest sum of ln p / length^length_penalty that beam search finds, the end-of-text token counted as
/// one of its tokens. Bias and penalties change the log-probabilities that are summed. A beam ends at an end-of-text
/// token, at a stop string, or at max_tokens; the search ends when no running beam can still be better than the worst
/// of num_beams finished ones, judged at its present length. Source: transformers' beam search without early stopping.
class BeamSearch {
 public:
  /// prompt stands for the request's own. tokenizer, which may be null (then there is no text), and end_of_text must
  /// outlive it.
  BeamSearch(std::size_t id, Request request, PromptIds prompt, const Tokenizer* tokenizer,
             std::span<const TokenId> end_of_text);

  /// Of the request.
  std::size_t id() const { return id_; }
  std::size_t prompt_length() const { return prompt_length_; }
  bool finished() const { return finished_; }

  /// Runs one batch, whose rows are the beams: of one token each, of the whole prompt at first. Then takes a token for
  /// each way to go on.
  void step(Model& model, RunFacts& facts);
  /// The answer, once finished.
  Response response() &&;

 private:
  /// A way to go on. sum: ln p of its tokens after bias and penalties.
  struct Beam {
    KvSequence sequence;
    std::vector<TokenId> ids;  ///< prompt and answer
    std::vector<float> logprobs;
    double sum = 0;
    GrowingText text;
    std::optional<DecodeStream> decoder = std::nullopt;  ///< absent without a tokenizer
  };
  /// A beam that ended.
  struct Ended {
    std::vector<TokenId> ids;
    std::vector<float> logprobs;
    std::string text;
    StopReason stop = StopReason::length;
    double score = 0;
  };
  /// One token after one beam.
  struct Continuation {
    std::size_t beam = 0;
    TokenId token = 0;
    double sum = 0;
    float logprob = 0;  ///< under the model, before bias and penalties
  };
  class BestContinuations;

  std::size_t width() const { return static_cast<std::size_t>(body_.sampling.num_beams); }
  bool ends(TokenId token) const;
  double score(double sum, std::size_t length) const;
  bool is_over() const;
  void keep(const Beam& beam, StopReason stop, double sum, std::size_t length);
  void go_on(const std::vector<Continuation>& continuations);
  void finish();

  std::size_t id_;
  Generate body_;
  const Tokenizer* tokenizer_;
  std::span<const TokenId> end_of_text_;
  std::size_t prompt_length_;
  std::int64_t rotary_length_;
  std::vector<Beam> beams_;   ///< running, best first
  std::vector<Ended> ended_;  ///< best first, num_beams at most
  std::size_t length_ = 0;    ///< tokens after the prompt, of each running beam
  GeneratedText answer_;
  std::optional<std::string> failure_;
  bool finished_ = false;
};

}  // namespace coldread
