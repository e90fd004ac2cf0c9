#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/variant.h"

namespace coldread {

using TokenId = std::int32_t;

/// Whose request it is. Together with the run's seed it keys the random numbers; results are stored under it.
struct RequestKey {
  std::string task{};
  std::int64_t document = 0;
  std::int32_t choice = 0;  ///< index of the request within its document
  std::int32_t repeat = 0;
  bool operator==(const RequestKey&) const = default;
};

/// ln p(continuation | context). The boundary between the two follows lm-evaluation-harness (see engine/prompt.h).
struct LogLikelihood {
  std::string context;
  std::string continuation;
};

/// ln p(ids[from..] | ids[0..from-1]), no tokenizer involved. 1 <= from <= ids.size().
struct LogLikelihoodOfIds {
  std::vector<TokenId> ids;
  std::size_t from = 1;
};

/// ln p(text), every token once, in windows of the model's context length.
struct RollingLogLikelihood {
  std::string text;
  bool scores_bos = false;  ///< the BOS that the tokenizer adds counts too, as in lm-evaluation-harness 0.4.13
};

/// The order in which a sampling chain applies its steps: transformers', or that of OpenAI's GPT-2 code.
enum class SamplingOrder { hf, openai_gpt2 };

/// What is added to the logits of tokens; ids ascending.
using TokenBiases = std::vector<std::pair<TokenId, double>>;

/// How the next token is drawn. Defaults: greedy, with every step off.
struct SamplingSettings {
  bool do_sample = false;  ///< false: the most likely token after bias and penalties
#define SETTING(type, name, off) type name = off;
#define PROCESSOR(step, settings) settings
#define SAMPLER(step, settings) settings
#include "api/samplers.inc"
#undef SAMPLER
#undef PROCESSOR
#undef SETTING
  std::int64_t num_beams = 1;   ///< more: beam search, without drawing
  double length_penalty = 1.0;  ///< of beam search: sum of ln p / length^this
  SamplingOrder order = SamplingOrder::hf;
  std::uint64_t seed = 0;
  bool operator==(const SamplingSettings&) const = default;
};

/// Text that goes on from a prompt until a stop string, a token that ends a text, or max_tokens. An empty stop string
/// ends it after the first token.
struct Generate {
  Variant<std::string, std::vector<TokenId>> prompt{};
  std::vector<std::string> until{};
  std::int64_t max_tokens = 256;
  SamplingSettings sampling{};
  bool ignore_end_of_text = false;
};

struct Request {
  RequestKey key{};
  std::variant<LogLikelihood, LogLikelihoodOfIds, RollingLogLikelihood, Generate> body{};
};

}  // namespace coldread
