#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "api/request.h"
#include "api/response.h"
#include "api/run_facts.h"
#include "model/model.h"
#include "tokenizer/tokenizer.h"

namespace coldread {

/// Receives answers by request index, in any order, from one thread at a time.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  /// A piece of text of a Generate request as it grows; the last pieces come before on_done.
  virtual void on_token(std::size_t /*request*/, std::string_view /*text*/) {}
  virtual void on_done(std::size_t request, const Response& response) = 0;
  /// Asked between batches: true ends the run early, with requests unanswered.
  virtual bool stop_requested() { return false; }
};

struct EngineOptions {
  std::int64_t batch_tokens = 0;     ///< token rows a batch at most; 0: the engine's choice
  std::int64_t batch_sequences = 0;  ///< sequences at once at most; 0: the engine's choice
  bool share_prefixes = true;        ///< compute what consecutive requests share once
  std::size_t memory_bytes = 0;      ///< budget of the key/value cache; 0: the engine's choice
};

/// Answers requests with a model. Knows tokens, no task. Answers are the same bits whatever the options and the
/// company.
class Engine {
 public:
  virtual ~Engine() = default;
  /// prompt_tokens, computed_tokens, generated_tokens and truncated_prompts of this run are added to facts.
  virtual void run(std::span<const Request> requests, ResponseSink& sink, RunFacts& facts) = 0;
};

/// tokenizer may be null where all requests come as ids.
std::unique_ptr<Engine> make_local_engine(Model& model, const Tokenizer* tokenizer, const EngineOptions& options = {});

}  // namespace coldread
