#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "model/config.h"
#include "model/config_reader.h"
#include "model/dialects/decoder_traits.h"
#include "model/model_file.h"
#include "model/tensor_layout.h"

// GGUF metadata and tensor names, which are the same in every family: one reader a trait, which a family calls for
// those it has.
namespace coldread::gguf {

/// Where a family's rotary settings are, and what it means where they are not there.
struct RotaryKeys {
  std::string_view theta = "rope.freq_base";  ///< "rope.freq_base_swa" of layers with a window
  double default_theta = 10000;
  bool scaled = true;  ///< whether rope.scaling is said of these layers
};

/// What a family has beside these traits it asks for by key.
class Settings : public ConfigReader {
 public:
  /// Of the keys that begin with the family's name.
  explicit Settings(const ModelFile& file)
      : ConfigReader(file.settings, file.config_origin, file.family + "."), file_(file) {}

  /// All of a decoder that most families have: what follows here, one after the other, in layers that are alike. A
  /// matrix has a bias where the file has one.
  ModelConfig decoder(const DecoderTraits& family, const RotaryKeys& rotary_keys = {});
  /// Vocabulary, width, context, and whether the head is tied.
  ModelConfig sizes();
  /// As many as are to be planned.
  std::size_t layers() { return layers_to_plan(file_, required_size("block_count")); }
  /// Heads and the usual scale of scores, without positions.
  AttentionConfig attention(std::int64_t width);
  /// GGUF does not say the activation.
  FeedForwardConfig feed_forward(const FeedForwardConfig& family);
  NormConfig norm(kernels::NormKind kind);
  /// Gives the layers that slide their window: all but each `period`-th, or what the file says; 1: all.
  void windows(ModelConfig& config, std::int64_t period);
  double number_or(std::string_view key, double otherwise) { return number(key).value_or(otherwise); }
  /// Divided by the tensor rope_freqs.weight where there is one, which is how GGUF has llama3's scaling, or by
  /// rope_factors_short.weight and rope_factors_long.weight, which is how it has LongRoPE's.
  RotaryConfig rotary(std::int64_t head_size, const RotaryKeys& keys = {});
  /// Throws where a key was not read that is not harmless and may change the model's numbers.
  void finish(std::span<const std::string_view> harmless = {}) const { ConfigReader::finish(harmless); }

 private:
  Eigen::ArrayXd divided(const Eigen::ArrayXd& frequencies, const std::string& tensor) const;
  void scale(RotaryConfig& rotary, const Eigen::ArrayXd& frequencies, double theta);

  const ModelFile& file_;
};

/// The names of all families; queries, keys and values in one tensor, and gate and up, where the file has them so.
TensorLayout layout(const ModelFile& file, const ModelConfig& config);
/// The same where both blocks read one norm.
TensorLayout one_norm_layout(const ModelFile& file, const ModelConfig& config);
/// The same, of architectures whose queries and keys the converter reorders.
TensorLayout interleaved_layout(const ModelFile& file, const ModelConfig& config);

}  // namespace coldread::gguf
