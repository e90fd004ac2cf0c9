#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "api/model_facts.h"
#include "model/batch.h"
#include "model/compute_type.h"
#include "model/config.h"
#include "model/model_options.h"

namespace coldread {

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
  /// What the length of a text, generated tokens included, chooses of the angles of rotary attention: 0 where it
  /// chooses nothing. Texts may share a prefix where this is equal; their rows say it (BatchRow::rotary_length).
  virtual std::int64_t rotary_length(std::int64_t) const { return 0; }
  /// Bytes of packed matrices that a pass over all layers and the head reads.
  virtual std::size_t weight_bytes() const = 0;
  /// How many times they are held: once a memory node.
  virtual int weight_copies() const { return 1; }
  /// What about the weights is odd, a line each: tensors with values that are not finite.
  virtual std::span<const std::string> warnings() const { return {}; }
};

/// What a file holds, read from its header alone: all but name, digest, compute type and what its tokenizer says.
ModelFacts inspect_model(const std::filesystem::path& path, const IgnoredSettings& ignored = {});

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
