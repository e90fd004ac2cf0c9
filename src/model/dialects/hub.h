#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/config.h"
#include "model/config_reader.h"
#include "model/dialects/decoder_traits.h"
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

inline constexpr Keys kGpt2Keys = {.width = "n_embd",
                                   .layers = "n_layer",
                                   .heads = "n_head",
                                   .kv_heads = "",
                                   .head_size = "",
                                   .context = "n_positions",
                                   .inner = "n_inner",
                                   .activation = "activation_function",
                                   .epsilon = "layer_norm_epsilon"};

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
  explicit Settings(const ModelFile& file, const Keys& keys = {})
      : ConfigReader(file.settings, file.config_origin), file_(file), keys_(keys) {}

  /// All of a decoder that most families have: what follows here, one after the other, in layers that are alike.
  ModelConfig decoder(const DecoderTraits& family, const RotaryKeys& rotary_keys = {});

  /// Vocabulary, width and context.
  ModelConfig sizes(std::int64_t default_context = 0);
  /// As many as are to be planned.
  std::size_t layers() { return layers_to_plan(file_, required_size(keys_.layers)); }
  /// Heads and the usual scale of scores, without positions.
  AttentionConfig attention(std::int64_t width);
  /// Defaults are what the family means where a key is not there; a width of 0: it must be there.
  FeedForwardConfig feed_forward(const FeedForwardConfig& defaults);
  NormConfig norm(kernels::NormKind kind, double default_epsilon);
  /// Gives the layers that slide their window: those that layer_types says, or else `otherwise`. What the key says is
  /// off where it is null.
  void windows(ModelConfig& config, const std::function<bool(std::size_t layer)>& otherwise,
               std::string_view key = "sliding_window");
  /// The same where use_sliding_window is on, of the layers from max_window_layers on.
  void upper_windows(ModelConfig& config);
  /// From rope_theta and rope_scaling, or rope_parameters where newer files put them together.
  RotaryConfig rotary(std::int64_t head_size, const RotaryKeys& rotary = {});
  /// Of matrices whose bias a switch decides about.
  Bias bias(std::string_view key, bool otherwise = false);
  bool tied_head(bool otherwise) { return boolean("tie_word_embeddings").value_or(otherwise); }
  double number_or(std::string_view key, double otherwise) { return number(key).value_or(otherwise); }
  /// c of c tanh(x / c); 0 where there is none.
  float cap(std::string_view key) { return static_cast<float>(number_or(key, 0)); }
  /// Throws where a key was not read that may change the model's numbers.
  void finish(std::span<const std::string_view> harmless = {});

 private:
  /// "sliding_attention" or "full_attention" of each layer; empty: not said.
  std::vector<bool> sliding_layers(std::size_t layers);
  std::optional<std::int64_t> size_if_keyed(std::string_view key);

  const ModelFile& file_;
  Keys keys_;
  std::int64_t context_ = 0;  ///< once sizes() has read it
  bool windows_read_ = false;
};

/// The file with settings that its config.json leaves to transformers' defaults.
ModelFile with_defaults(const ModelFile& file, const Dict& defaults);

/// Which of two keys the settings have: the second only where it alone is there.
std::string_view first_there(const ModelFile& file, std::string_view key, std::string_view older);

/// Names of GPT-2's own code, without what is stored transposed.
TensorLayout gpt2_layout(const ModelFile& file, const ModelConfig& config);
/// Names of layers that come from Megatron-LM's, queries, keys and values in one tensor by key/value head.
TensorLayout megatron_layout(const ModelFile& file, const ModelConfig& config);
/// Llama's names, which most families share.
TensorLayout layout(const ModelFile& file, const ModelConfig& config);
/// The same where both blocks read one norm.
TensorLayout one_norm_layout(const ModelFile& file, const ModelConfig& config);
/// The same where what blocks add is normed, and not what they read.
TensorLayout branch_norm_layout(const ModelFile& file, const ModelConfig& config);

}  // namespace coldread::hub
