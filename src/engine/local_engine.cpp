#include <algorithm>

#include "engine/engine.h"
#include "engine/scheduler.h"

namespace coldread {
namespace {

// From a thousand rows on, reading the weights hardly counts against the arithmetic: more would only take memory.
constexpr std::int64_t kBatchTokens = 2048;
constexpr std::int64_t kBatchSequences = 64;
// Of keys and values, the most of: this, 32 short sequences or two long ones, a share of the weights of a large model.
constexpr std::size_t kMemoryBytes = std::size_t{192} << 20;
constexpr std::int64_t kPositions = 4096;

}  // namespace

std::unique_ptr<Scheduler> make_scheduler(Model& model, const Tokenizer* tokenizer, const EngineOptions& options) {
  EngineOptions chosen = options;
  if (chosen.batch_tokens <= 0) chosen.batch_tokens = kBatchTokens;
  if (chosen.batch_sequences <= 0) chosen.batch_sequences = kBatchSequences;
  if (chosen.memory_bytes == 0) {
    chosen.memory_bytes = std::max({kMemoryBytes, model.sequence_bytes(kPositions), model.weight_bytes() * 5 / 8});
  }
  return std::make_unique<Scheduler>(model, tokenizer, chosen);
}

std::unique_ptr<Engine> make_local_engine(Model& model, const Tokenizer* tokenizer, const EngineOptions& options) {
  return make_scheduler(model, tokenizer, options);
}

}  // namespace coldread
