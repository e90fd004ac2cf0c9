#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/model_facts.h"
#include "api/request.h"
#include "machine/nodes.h"
#include "model/config.h"

namespace coldread {

class KvCache;

/// Keys and values of one token sequence, position 0 onward, in pages of fixed absolute positions (kernels' key tiles).
/// Full pages are shared between forks by reference. A handle: cheap to move; freeing returns its pages to the cache.
class KvSequence {
 public:
  KvSequence();
  ~KvSequence();
  KvSequence(KvSequence&&) noexcept;
  KvSequence& operator=(KvSequence&&) noexcept;
  KvSequence(const KvSequence&) = delete;
  KvSequence& operator=(const KvSequence&) = delete;

  /// Number of positions held.
  std::int64_t length() const;
  /// A new sequence that starts with the first `length` positions of this one (full pages by reference, a partial one
  /// copied).
  KvSequence fork(std::int64_t length) const;

 private:
  friend class KvCache;
  struct State;
  std::unique_ptr<State> state_;
};

/// Most tokens of a row that ends.
inline constexpr std::size_t kMostEndingTokens = 1024;

/// The tokens that one sequence goes on with in a batch.
struct BatchRow {
  KvSequence* sequence = nullptr;  ///< extended by tokens.size() positions; one BatchRow a sequence a batch
  std::span<const TokenId> tokens;
  /// Nobody goes on from these tokens: the sequence is only read, by any number of such rows, and the tokens' keys and
  /// values are not kept. A sequence that holds nothing need not come from new_sequence() then.
  bool ends = false;
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

/// What ModelOptions::compute may say, the default first.
std::vector<std::string> compute_types();
/// Throws Error(usage) where the name is not among them.
void check_compute_type(const std::string& name);

/// What is going to be generated, as far as it is known when a model is loaded.
struct ExpectedGeneration {
  std::int64_t sequences = 0;
  std::int64_t tokens = 0;  ///< of all of them, at most
  std::int64_t work = 0;    ///< tokens that are read or made, of whatever request, about
};
/// Searches by beams, which run one at a time, a few sequences each, count as work alone.
ExpectedGeneration expected_generation(std::span<const Request> requests);

struct ModelOptions {
  int threads = 0;               ///< 0: all the process may use
  std::string compute = "fp32";  ///< of compute_types()
  /// Threads are spread over these and each gets a copy of the weights; {}: one copy, threads run anywhere. Nothing:
  /// the machine's, or one copy where more would take over half of the memory that is free.
  std::optional<std::vector<kernels::MemoryNode>> nodes = std::nullopt;
  ExpectedGeneration expected = {};  ///< decides how weights are held, which changes speed and memory alone
};

/// A loaded language model. The answer to a probe depends on the tokens before it alone: not on the batch, the threads,
/// the sharing of sequences or the instruction set, to the bit.
class Model {
 public:
  virtual ~Model() = default;

  /// Runs the batch and hands each probe's answer to the sink. Not re-entrant. Positions beyond context_length() are a
  /// bug.
  virtual void forward(const Batch& batch, LogitsSink& sink) = 0;

  virtual KvSequence new_sequence() = 0;
  /// Bytes that a sequence of this many positions takes.
  virtual std::size_t sequence_bytes(std::int64_t positions) const = 0;
  virtual std::int64_t context_length() const = 0;
  virtual std::int64_t vocabulary_size() const = 0;
  /// Bytes of packed matrices that a pass over all layers and the head reads.
  virtual std::size_t weight_bytes() const = 0;
  /// How many times they are held: once a memory node.
  virtual int weight_copies() const { return 1; }
  /// What about the weights is odd, a line each: tensors with values that are not finite.
  virtual std::span<const std::string> warnings() const { return {}; }
};

/// What a file holds, read from its header alone: all but name, digest, tokenizer, special tokens and compute type.
ModelFacts inspect_model(const std::filesystem::path& path);

/// The settings of the network that a file holds, read from its header alone.
ModelConfig inspect_config(const std::filesystem::path& path);

/// sha256 over the weights file, or over the shards in their order.
std::string model_digest(const std::filesystem::path& path);

/// Loads a .gguf file, or a folder with config.json and safetensors. Throws Error(input): what is missing, damaged or
/// not supported, with file and name.
std::unique_ptr<Model> load_model(const std::filesystem::path& path, const ModelOptions& options = {});

/// The path that `M` of the command line means: a file, a folder, or a name under models/ (a folder there that holds
/// one .gguf or a config.json). Throws Error(input) with a suggestion.
std::filesystem::path find_model(const std::string& name);
/// The same where only the tokenizer is wanted: a folder of its files alone will do.
std::filesystem::path find_tokenizer(const std::string& name);

}  // namespace coldread
