#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/config.h"
#include "model/config_reader.h"
#include "model/model_file.h"
#include "model/tensor_layout.h"

// config.json and tensor names as transformers writes them: one reader a trait, which a family calls for those it has.
namespace coldread::hub {

/// Keys that are not the same in every family. The defaults are Llama's and most others'; empty: the family has none.
struct Keys {
  std::string_view width = "hidden_size";
  std::string_view layers = "num_hidden_layers";
  std::string_view heads = "num_attention_heads";
  std::string_view kv_heads = "num_key_value_heads";
  std::string_view head_size = "head_dim";
  std::string_view context = "max_position_embeddings";
  std::string_view inner = "intermediate_size";
  std::string_view activation = "hidden_act";
  std::string_view epsilon = "rms_norm_eps";
};

/// Where a family's rotary settings are, and what it means where they are not there. Newer files have all of them in
/// rope_parameters.
struct RotaryKeys {
  std::string_view theta = "rope_theta";
  double default_theta = 10000;
  std::string_view share = "partial_rotary_factor";  ///< of a head's elements
  double default_share = 1;
  std::string_view size = "";    ///< a number of elements in place of a share
  std::string_view layers = "";  ///< whose settings rope_parameters may hold apart: "sliding_attention"
  bool scaled = true;            ///< whether rope_scaling is said of these layers
};

/// What a family has beside these traits it asks for by key.
class Settings : public ConfigReader {
 public:
  Settings(const ModelFile& file, const Keys& keys)
      : ConfigReader(file.settings, file.config_origin), file_(file), keys_(keys) {}

  /// Vocabulary, width and context.
  ModelConfig sizes();
  /// As many as are to be planned.
  std::size_t layers() { return layers_to_plan(file_, required_size(keys_.layers)); }
  /// Heads and the usual scale of scores, without positions.
  AttentionConfig attention(std::int64_t width);
  /// Defaults are what the family means where a key is not there; a width of 0: it must be there.
  FeedForwardConfig feed_forward(const FeedForwardConfig& defaults);
  NormConfig norm(kernels::NormKind kind, double default_epsilon);
  /// From rope_theta and rope_scaling, or rope_parameters where newer files put them together.
  RotaryConfig rotary(std::int64_t head_size, const RotaryKeys& rotary = {});
  /// Of matrices whose bias a switch decides about.
  Bias bias(std::string_view key);
  bool tied_head(bool otherwise) { return boolean("tie_word_embeddings").value_or(otherwise); }
  /// Throws where a key was not read that may change the model's numbers.
  void finish();

 private:
  std::optional<std::int64_t> size_if_keyed(std::string_view key);

  const ModelFile& file_;
  Keys keys_;
};

/// Llama's names, which most families share.
TensorLayout layout();

}  // namespace coldread::hub
