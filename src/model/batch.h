#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "api/request.h"
#include "model/kv_sequence.h"

namespace coldread {

/// Most tokens of a row that ends.
inline constexpr std::size_t kMostTransientTokens = 1024;

/// The tokens that one sequence goes on with in a batch.
struct BatchRow {
  KvSequence* sequence = nullptr;  ///< extended by tokens.size() positions; one BatchRow a sequence a batch
  std::span<const TokenId> tokens;
  /// Nobody goes on from these tokens: the sequence is only read, by any number of such rows, and the tokens' keys and
  /// values are not kept. A sequence that holds nothing need not come from new_sequence() then.
  bool transient = false;
  /// Model::rotary_length() of the whole text that the tokens are of: one for all tokens of a sequence.
  std::int64_t rotary_length = 0;
};

/// A question about the next-token distribution after one token of the batch. Several probes may ask about the same
/// token (other targets); its row of logits is computed once.
struct Probe {
  std::uint32_t row = 0;     ///< index into Batch::rows
  std::uint32_t token = 0;   ///< index into that row's tokens
  TokenId target = -1;       ///< whose log-probability is asked; -1: none
  bool want_logits = false;  ///< also hand over the whole row of logits
};

/// A flat, ragged run of tokens; no padding.
struct Batch {
  std::vector<BatchRow> rows;
  std::vector<Probe> probes;
};

struct ProbeResult {
  float target_logprob = 0;  ///< ln p(target), nats; 0 where none was asked
  TokenId argmax = -1;       ///< lowest id on ties
  bool finite = true;        ///< false: a logit of this row is NaN or infinite
  float argmax_logprob = 0;  ///< ln p(argmax), nats: the bits a probe with that target gets
  /// ln of the sum of e^logit over the row. ln p(v) = float(double(logit[v]) - log_partition), target_logprob and
  /// argmax_logprob included.
  double log_partition = 0;
};

/// Receives answers probe by probe, by index into Batch::probes, in any order, possibly from several threads at once
/// but once a probe. logits is [V], valid during the call; empty unless asked for.
class LogitsSink {
 public:
  virtual ~LogitsSink() = default;
  virtual void on_probe(std::size_t probe, const ProbeResult& result, std::span<const float> logits) = 0;
};

}  // namespace coldread
