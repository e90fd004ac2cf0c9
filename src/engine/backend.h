#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "api/model_facts.h"
#include "engine/engine.h"
#include "model/dry_model.h"
#include "model/model.h"
#include "tokenizer/tokenizer.h"

namespace coldread {

/// What a model was made of on this machine; nothing of one that is elsewhere.
struct ModelFiles {
  std::vector<std::filesystem::path> weights;
  /// That were read for the network's settings, the tokenizer and the chat template, each once.
  std::vector<std::filesystem::path> settings;
};

/// How a model takes text.
struct TextFacts {
  std::string tokenizer;  ///< "gpt2", "smollm", "llama-bpe"
  std::vector<SpecialToken> special_tokens;
  std::vector<EndToken> end_tokens;
  bool adds_bos = false;                    ///< in front of every text
  std::vector<std::string> control_tokens;  ///< texts that become special tokens wherever they stand in a prompt
  std::string chat_template;                ///< in Jinja; empty where it has none
};

/// What requests ask of a model and take with it, from headers and prompts alone.
struct ModelEstimate {
  std::string name = {};  ///< whatever the caller calls the model
  std::int64_t requests = 0;
  std::int64_t prompt_tokens = 0;     ///< before sharing
  std::int64_t computed_tokens = 0;   ///< after it, with as much generated as may be
  std::int64_t generated_tokens = 0;  ///< at most
  std::int64_t truncated_prompts = 0;
  bool complete = true;  ///< false: counted until peaks were clear, not to the end
  Footprint weights;
  Footprint least_weights;  ///< the same with one copy, whatever memory nodes there are, and not wide
  ForwardDemand demand;
  std::size_t sampling = 0;  ///< bytes of logits that are drawn from
};

/// How a model is to be run. None of it but `compute` changes an answer.
struct OpenOptions {
  int threads = 0;                   ///< 0: all the process may use
  std::string compute = "fp32";      ///< of compute_types()
  std::size_t memory_bytes = 0;      ///< budget of the key/value cache; 0: the engine's choice
  std::int64_t batch_sequences = 0;  ///< at once at most; 0: the engine's choice
  bool text = true;                  ///< false: ids in, ids out, whatever tokenizer there is
  bool one_copy = false;             ///< of the weights, whatever memory nodes there are
  ExpectedGeneration expected = {};  ///< decides how weights are held
};

/// A model that is ready to answer.
struct OpenModel {
  std::unique_ptr<Engine> engine;  ///< keeps alive all that it runs on
  std::int64_t vocabulary_size = 0;
  std::size_t weight_bytes = 0;       ///< of packed matrices that a pass reads
  int weight_copies = 1;              ///< how many times they are held: once a memory node
  std::vector<std::string> warnings;  ///< what about the weights is odd, a line each
};

/// A model that was found: what can be known of it without its weights. All calls but weights_digest() come from one
/// thread at a time; all throw Error(input) for files that are missing, damaged or not supported, with file and name.
class FoundModel {
 public:
  virtual ~FoundModel() = default;

  /// All but name, digest, compute type and what text() says.
  virtual ModelFacts facts() const = 0;
  /// Throws Error(input) where the model answers no text, only ids.
  virtual TextFacts text() const = 0;
  /// Text to ids and back. Null where a service keeps that to itself; throws as text() does.
  virtual std::shared_ptr<const Tokenizer> tokenizer() const = 0;

  virtual ModelFiles files() const = 0;
  /// sha256, hex: two models with equal weights have equal ones. May take as long as reading every byte.
  virtual std::string weights_digest() const = 0;
  /// The same for everything else that shapes answers: the network's settings, the tokenizer, the chat template. Of
  /// nothing where all of it stands beside the weights in one file and the run overrides nothing.
  virtual std::string settings_digest() const = 0;

  /// What one copy of the weights takes of this machine's memory. Throws Error(usage) for an unknown compute type.
  virtual Footprint weights(const std::string& compute) const = 0;
  /// What answering takes. complete: count every request, however long that takes.
  virtual ModelEstimate estimate(std::vector<Request> requests, const OpenOptions& options, bool complete) const = 0;
  /// Loads the weights. A tokenizer is read when the first request of text comes, or of text to be generated.
  virtual OpenModel open(const OpenOptions& options) const = 0;
};

/// Where models come from. The program knows models through this alone, so that what opens them otherwise, or watches
/// those that were opened, is another Backend.
class Backend {
 public:
  virtual ~Backend() = default;
  /// The model that a name of the command line or a config means. Nothing of it is read yet. Throws Error(input) where
  /// there is none, with a suggestion.
  virtual std::unique_ptr<FoundModel> find(const std::string& name, const ModelOverrides& overrides) const = 0;
  std::unique_ptr<FoundModel> find(const std::string& name) const { return find(name, {}); }
};

}  // namespace coldread
