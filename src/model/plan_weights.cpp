#include "model/plan_weights.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "model/layer_shape.h"
#include "model/plan_experts.h"
#include "model/tensor_picker.h"

namespace coldread {
namespace {

std::string name_of(std::string_view prefix, std::string_view name) {
  return std::string(prefix) + std::string(name);
}

NormPlan no_tensors(const NormConfig& norm, std::int64_t size) {
  NormPlan plan;
  plan.size = size;
  plan.one_plus_gain = norm.gain == NormGain::one_plus_stored;
  return plan;
}

NormPlan plan_norm(TensorPicker& pick, const std::string& name, const NormConfig& norm, std::int64_t size) {
  NormPlan plan = no_tensors(norm, size);
  if (norm.gain != NormGain::one) plan.gains = {pick.require(name + ".weight", {size})};
  if (norm.bias) plan.bias = pick.require(name + ".bias", {size});
  return plan;
}

/// A matrix of one part that the file holds as it is.
LinearPlan plan_whole(TensorPicker& pick, const std::string& name, std::int64_t outputs, std::int64_t inputs,
                      Bias bias) {
  LinearPlan plan;
  plan.inputs = inputs;
  plan.parts.push_back(pick.matrix(name, outputs, inputs, {}, bias));
  return plan;
}

class LayerPlanner {
 public:
  LayerPlanner(TensorPicker& pick, const ModelConfig& config, const TensorLayout& layout, const LayerConfig& layer,
               std::string prefix)  // of the layer's tensors
      : pick_(pick), config_(config), layout_(layout), layer_(layer), prefix_(std::move(prefix)) {}

  NormPlan plan(NormSlot slot) {
    const std::optional<NormConfig>& norm = layer_.norms[slot];
    if (!norm) return {};
    const std::string name = name_of(prefix_, layout_.layer[slot]);
    const std::int64_t size = norm_size(config_, layer_, slot);
    if (slot != NormSlot::query && slot != NormSlot::key) return plan_norm(pick_, name, *norm, size);
    return plan_norm_of_heads(name, *norm, size);
  }

  LinearPlan plan(LinearSlot slot) {
    const LinearShape shape = linear_shape(config_, layer_, slot);
    if (shape.rows() == 0) return {};
    const std::vector<std::string_view>& names = names_of(slot);
    COLDREAD_CHECK(!names.empty() && names.size() <= shape.parts.size());
    LinearPlan result;
    result.inputs = shape.inputs;
    result.gated = shape.gated;
    result.exact = slot == LinearSlot::router || slot == LinearSlot::shared_gate;
    if (names.size() == 1 && fused(slot)) {
      plan_fused(slot, shape, result);
      return result;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::int64_t rows = names.size() == 1 ? shape.rows() : shape.parts[i];
      result.parts.push_back(
          pick_.matrix(name_of(prefix_, names[i]), rows, shape.inputs, form(slot, i), layer_.biases[slot]));
    }
    return result;
  }

  std::vector<ExpertOf<LinearPlan>> plan_experts(TensorSlices& slices) {
    return coldread::plan_experts(pick_, config_, layer_, layout_, prefix_, slices);
  }

 private:
  const std::vector<std::string_view>& names_of(LinearSlot slot) const {
    const bool shared = layer_.experts.count > 0;
    if (shared && slot == LinearSlot::up) return layout_.shared_up;
    if (shared && slot == LinearSlot::down) return layout_.shared_down;
    return layout_.layer[slot];
  }

  NormPlan plan_norm_of_heads(const std::string& name, const NormConfig& norm, std::int64_t size) {
    const std::int64_t of_head = layer_.attention.head_size;
    switch (layer_.attention.query_key_norm) {
      case QueryKeyNorm::projection:
        return plan_norm(pick_, name, norm, size);
      case QueryKeyNorm::head: {
        NormPlan plan = plan_norm(pick_, name, norm, of_head);
        plan.size = size;
        return plan;
      }
      case QueryKeyNorm::own_head: {
        NormPlan plan = no_tensors(norm, size);
        const std::int64_t heads = size / of_head;
        if (!layout_.head_norms_apart) plan.gains = {pick_.require(name + ".weight", {heads, of_head})};
        for (std::int64_t head = 0; layout_.head_norms_apart && head < heads; ++head) {
          plan.gains.push_back(pick_.require(name + ".norms." + std::to_string(head) + ".weight", {of_head}));
        }
        return plan;
      }
    }
    COLDREAD_CHECK(false);
  }

  /// Whether the parts of a tensor are to be found one by one: more than one below the other as ours are.
  bool fused(LinearSlot slot) const {
    if (slot == LinearSlot::up) return layer_.feed_forward.gated;
    return slot == LinearSlot::qkv && (layout_.fused_qkv != FusedQkv::in_parts || layout_.interleaved_pairs);
  }

  /// How many times over the parts of one tensor stand in it, a share of each.
  std::int64_t times(LinearSlot slot) const {
    if (slot == LinearSlot::up) return layout_.fused_gate == FusedGate::halves ? 1 : layer_.feed_forward.width;
    switch (layout_.fused_qkv) {
      case FusedQkv::in_parts:
        return 1;
      case FusedQkv::by_kv_head:
        return layer_.attention.kv_heads;
      case FusedQkv::four_qvk:
        return 4;
    }
    COLDREAD_CHECK(false);
  }

  void plan_fused(LinearSlot slot, const LinearShape& shape, LinearPlan& result) {
    const bool values_first = slot == LinearSlot::qkv && layout_.fused_qkv == FusedQkv::four_qvk;
    const std::int64_t first = shape.parts[0];
    const std::array<std::int64_t, 3> before = {0, first + (values_first ? shape.parts[2] : 0),
                                                first + (values_first ? 0 : shape.parts[1])};
    const std::int64_t shares = times(slot);
    for (std::size_t i = 0; i < shape.parts.size() && shape.parts[i] > 0; ++i) {
      COLDREAD_CHECK(shape.parts[i] % shares == 0);
      MatrixPart part = pick_.matrix(name_of(prefix_, names_of(slot).front()), shape.rows(), shape.inputs,
                                     form(slot, i), layer_.biases[slot]);
      part.outputs = shape.parts[i];
      part.rows = {.first = before[i] / shares, .block = shape.parts[i] / shares, .stride = shape.rows() / shares};
      result.parts.push_back(part);
    }
  }

  MatrixForm form(LinearSlot slot, std::size_t part) const {
    // Queries and keys, in layers without rotary positions too.
    const bool paired = layout_.interleaved_pairs && slot == LinearSlot::qkv && part < 2;
    return {.transposed = layout_.transposed, .interleaved_head = paired ? layer_.attention.head_size : 0};
  }

  TensorPicker& pick_;
  const ModelConfig& config_;
  const TensorLayout& layout_;
  const LayerConfig& layer_;
  std::string prefix_;
};

/// The head's own tensor, or the embedding where tied. A file may hold a copy of a tied one.
LinearPlan plan_head(TensorPicker& pick, const ModelConfig& config, const TensorView* embedding,
                     const std::string& name) {
  const LinearShape shape = head_shape(config);
  if (!config.tied_head) return plan_whole(pick, name, shape.rows(), shape.inputs, config.head_bias);
  const TensorView* copy = pick.find(name + ".weight", {shape.rows(), shape.inputs});
  if (copy != nullptr &&
      !std::equal(copy->data.begin(), copy->data.end(), embedding->data.begin(), embedding->data.end())) {
    throw Error(ErrorCode::input, "the settings tie '" + copy->name + "' to '" + embedding->name +
                                      "', but they differ; set \"tie_word_embeddings\": false if both are meant");
  }
  const TensorView* bias = nullptr;
  if (config.head_bias == Bias::required) bias = pick.require(name + ".bias", {config.vocabulary});
  if (config.head_bias == Bias::if_present) bias = pick.find(name + ".bias", {config.vocabulary});
  return {.parts = {{.weight = embedding, .bias = bias, .outputs = shape.rows()}}, .inputs = shape.inputs};
}

/// That the file has before its names.
std::string_view prefix_of(const ModelFile& file, const TensorLayout& layout) {
  for (const std::string_view prefix : layout.prefixes) {
    if (file.tensors->find(name_of(prefix, layout.token_embedding) + ".weight") != nullptr) return prefix;
  }
  return layout.prefixes.back();
}

void ignore(TensorPicker& pick, const TensorLayout& layout, std::string_view prefix) {
  for (const std::string_view name : layout.ignored) pick.ignore(name_of(prefix, name));
  for (const std::string_view beginning : layout.ignored_prefixes) pick.ignore_prefix(beginning);
}

}  // namespace

WeightPlan plan_weights(const ModelFile& file, const ModelConfig& config, const TensorLayout& layout) {
  TensorPicker pick(file);
  const std::string_view prefix = prefix_of(file, layout);
  const std::int64_t width = config.width;
  WeightPlan plan;
  plan.token_embedding =
      pick.require(name_of(prefix, layout.token_embedding) + ".weight", {config.vocabulary, embedding_width(config)});
  if (config.positions == EmbeddedPositions::learned) {
    plan.position_embedding = pick.require(name_of(prefix, layout.position_embedding) + ".weight",
                                           {config.context + config.position_offset, width});
  }
  if (config.embedding_width != 0) {
    plan.project_in = plan_whole(pick, name_of(prefix, layout.project_in), width, config.embedding_width, Bias::absent);
    plan.project_out =
        plan_whole(pick, name_of(prefix, layout.project_out), config.embedding_width, width, Bias::absent);
  }
  if (config.embedding_norm) {
    plan.embedding_norm = plan_norm(pick, name_of(prefix, layout.embedding_norm), *config.embedding_norm, width);
  }
  for (const LayerConfig& layer : config.layers) {
    const std::string of_layer = name_of(prefix, layout.layers) + std::to_string(plan.layers.size()) + ".";
    LayerPlanner planner(pick, config, layout, layer, of_layer);
    LayerPlan& to = plan.layers.emplace_back();
    for_each_slot([&](auto slot) { to[slot] = planner.plan(slot); });
    to.experts = planner.plan_experts(*plan.slices);
    for (const std::string_view name : layout.ignored_of_layer) pick.ignore(name_of(of_layer, name));
  }
  if (config.final_norm) {
    plan.final_norm = plan_norm(pick, name_of(prefix, layout.final_norm), *config.final_norm, width);
  }
  plan.head = plan_head(pick, config, plan.token_embedding, std::string(layout.head));
  ignore(pick, layout, prefix);
  pick.finish();
  return plan;
}

}  // namespace coldread
