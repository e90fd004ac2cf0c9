#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "api/request.h"
#include "api/response.h"
#include "api/run_facts.h"
#include "model/model.h"
#include "tokenizer/tokenizer.h"

namespace coldread {

/// Receives answers by request id, in any order, from one thread at a time.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  /// A piece of text of a Generate request as it grows; the last pieces come before on_done.
  virtual void on_token(std::size_t /*request*/, std::string_view /*text*/) {}
  virtual void on_done(std::size_t request, const Response& response) = 0;
  /// Asked by run() between batches: true ends the run early, with requests unanswered.
  virtual bool stop_requested() { return false; }
};

struct EngineOptions {
  std::int64_t batch_tokens = 0;          ///< token rows a batch at most; 0: the engine's choice
  std::int64_t batch_sequences = 0;       ///< sequences at once at most; 0: the engine's choice
  bool share_prefixes = true;             ///< compute what consecutive requests share once
  std::size_t memory_bytes = 0;           ///< budget of the key/value cache; 0: the engine's choice
  std::vector<TokenId> end_of_text = {};  ///< end what is generated while there is no tokenizer that says so
};

/// Answers requests with a model. Knows tokens, no task. Answers are the same bits whatever the options and the
/// company, and whenever the others come and go.
///
/// One thread at a time; a sink calls none of this while it is being told something. Where a call throws, what the
/// model or the sink threw, all requests on their way are dropped.
class Engine {
 public:
  virtual ~Engine() = default;

  /// Takes in a request under an id that no other request on its way has. Its answer, be it that it can't be read,
  /// comes with a later step. prompt_tokens and truncated_prompts are counted in facts.
  virtual void add(std::size_t id, Request request, RunFacts& facts) = 0;
  /// Runs one batch of what is on its way, if anything is, and hands out what that answers. computed_tokens and
  /// generated_tokens are counted in facts.
  virtual void step(ResponseSink& sink, RunFacts& facts) = 0;
  /// Drops a request with all that it holds: no answer comes for it any more. Of an id that is not on its way, nothing.
  virtual void cancel(std::size_t id) = 0;
  /// Whether no request is on its way.
  virtual bool idle() const = 0;

  /// Answers requests by their index, so many at a time as share prefixes well and take little memory. The engine is
  /// idle before and after, early stop included.
  void run(std::span<const Request> requests, ResponseSink& sink, RunFacts& facts);
};

/// tokenizer may be null where all requests come as ids.
std::unique_ptr<Engine> make_local_engine(Model& model, const Tokenizer* tokenizer, const EngineOptions& options = {});

}  // namespace coldread
