#include <algorithm>
#include <limits>
#include <utility>

#include "engine/beam_search.h"
#include "engine/engine.h"
#include "engine/prompt.h"
#include "engine/window.h"

namespace coldread {
namespace {

// From a thousand rows on, reading the weights hardly counts against the arithmetic: more would only take memory.
constexpr std::int64_t kBatchTokens = 2048;
constexpr std::int64_t kBatchSequences = 64;
// Of keys and values, the most of: this, 32 short sequences or two long ones, a share of the weights of a large model.
constexpr std::size_t kMemoryBytes = std::size_t{192} << 20;
constexpr std::int64_t kPositions = 4096;
/// Prompt tokens that are held at once: enough to share what tasks share, a few megabytes.
constexpr std::size_t kWindowTokens = std::size_t{2} << 20;

class LocalEngine final : public Engine {
 public:
  LocalEngine(Model& model, const Tokenizer* tokenizer, const EngineOptions& options)
      : model_(model), tokenizer_(tokenizer), share_prefixes_(options.share_prefixes) {
    limits_.tokens = static_cast<std::size_t>(options.batch_tokens > 0 ? options.batch_tokens : kBatchTokens);
    limits_.sequences =
        static_cast<std::size_t>(options.batch_sequences > 0 ? options.batch_sequences : kBatchSequences);
    memory_ = options.memory_bytes > 0
                  ? options.memory_bytes
                  : std::max({kMemoryBytes, model.sequence_bytes(kPositions), model.weight_bytes() * 5 / 8});
  }

  void run(std::span<const Request> requests, ResponseSink& sink, RunFacts& facts) override {
    PromptEncoder encoder(tokenizer_, model_.context_length(), model_.vocabulary_size());
    const auto end_of_text = end_of_text_tokens(tokenizer_);
    KvBudget budget(model_, memory_);
    std::size_t next = 0;
    bool go_on = true;
    while (go_on && next < requests.size()) {
      Window window(model_, share_prefixes_, budget);
      for (; next < requests.size() && window.tokens() < kWindowTokens; ++next) {
        auto encoded = encoder.encode(requests[next]);
        if (auto* windows = std::get_if<ScoredWindows>(&encoded)) {
          facts.truncated_prompts +=
              std::any_of(windows->begin(), windows->end(), [](const auto& scored) { return scored.truncated > 0; });
          window.add_score(next, std::move(*windows), sink);
        } else if (auto* prompt = std::get_if<PromptIds>(&encoded)) {
          facts.truncated_prompts += prompt->truncated > 0;
          if (std::get<Generate>(requests[next].body).sampling.num_beams > 1) {
            facts.prompt_tokens += static_cast<std::int64_t>(prompt->ids.size());
            BeamSearch search(next, requests[next], std::move(*prompt), tokenizer_, end_of_text);
            for (; !search.finished(); search.step(model_, facts)) {
              if (sink.stop_requested()) return;
            }
            sink.on_done(next, std::move(search).response());
            continue;
          }
          window.add_generation({next, requests[next], std::move(*prompt), tokenizer_, end_of_text}, sink);
        } else {
          sink.on_done(next, std::get<RequestFailure>(std::move(encoded)));
        }
      }
      facts.prompt_tokens += static_cast<std::int64_t>(window.tokens());
      go_on = window.run(limits_, sink, facts);
    }
  }

 private:
  Model& model_;
  const Tokenizer* tokenizer_;
  bool share_prefixes_;
  BatchLimits limits_;
  std::size_t memory_;
};

}  // namespace

std::unique_ptr<Engine> make_local_engine(Model& model, const Tokenizer* tokenizer, const EngineOptions& options) {
  return std::make_unique<LocalEngine>(model, tokenizer, options);
}

}  // namespace coldread
