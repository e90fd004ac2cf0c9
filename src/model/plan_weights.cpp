#include "model/plan_weights.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "model/layer_shape.h"
#include "model/tensor_picker.h"

namespace coldread {
namespace {

std::string name_of(std::string_view prefix, std::string_view name) {
  return std::string(prefix) + std::string(name);
}

NormPlan plan_norm(TensorPicker& pick, const std::string& name, const NormConfig& norm, std::int64_t size) {
  NormPlan plan{.gain = pick.require(name + ".weight", {size})};
  if (norm.kind == kernels::NormKind::layer) plan.bias = pick.require(name + ".bias", {size});
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
    return plan_norm(pick_, name_of(prefix_, layout_.layer[slot]), *norm, norm_size(config_, layer_, slot));
  }

  LinearPlan plan(LinearSlot slot) {
    const LinearShape shape = linear_shape(config_, layer_, slot);
    const std::vector<std::string_view>& names = layout_.layer[slot];
    COLDREAD_CHECK(!names.empty() && names.size() <= shape.parts.size() && (!shape.gated || names.size() == 2));
    LinearPlan result;
    result.inputs = shape.inputs;
    result.gated = shape.gated;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::int64_t rows = names.size() == 1 ? shape.rows() : shape.parts[i];
      result.parts.push_back(
          pick_.matrix(name_of(prefix_, names[i]), rows, shape.inputs, form(slot, i), layer_.biases[slot]));
    }
    return result;
  }

 private:
  MatrixForm form(LinearSlot slot, std::size_t part) const {
    MatrixForm result{.transposed = layout_.transposed};
    if (!layout_.interleaved_pairs || slot != LinearSlot::qkv) return result;
    COLDREAD_CHECK(layout_.layer[slot].size() == 3);
    const bool turned = part < 2;  // queries and keys, in layers without rotary positions too
    result.interleaved_head = turned ? layer_.attention.head_size : 0;
    return result;
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
  if (!config.tied_head) {
    LinearPlan plan;
    plan.inputs = shape.inputs;
    plan.parts.push_back(pick.matrix(name, shape.rows(), shape.inputs, {}, Bias::absent));
    return plan;
  }
  const TensorView* copy = pick.find(name + ".weight", {config.vocabulary, config.width});
  if (copy != nullptr &&
      !std::equal(copy->data.begin(), copy->data.end(), embedding->data.begin(), embedding->data.end())) {
    throw Error(ErrorCode::input, "the settings tie '" + copy->name + "' to '" + embedding->name +
                                      "', but they differ; set \"tie_word_embeddings\": false if both are meant");
  }
  return {.parts = {{.weight = embedding, .outputs = config.vocabulary}}, .inputs = config.width};
}

}  // namespace

WeightPlan plan_weights(const ModelFile& file, const ModelConfig& config, const TensorLayout& layout) {
  TensorPicker pick(file);
  const bool prefixed = file.tensors->find(name_of(layout.prefix, layout.token_embedding) + ".weight") != nullptr;
  const std::string prefix(prefixed ? layout.prefix : "");
  WeightPlan plan;
  plan.token_embedding =
      pick.require(name_of(prefix, layout.token_embedding) + ".weight", {config.vocabulary, config.width});
  if (config.positions == EmbeddedPositions::learned) {
    plan.position_embedding =
        pick.require(name_of(prefix, layout.position_embedding) + ".weight", {config.context, config.width});
  }
  for (const LayerConfig& layer : config.layers) {
    const std::string of_layer = name_of(prefix, layout.layers) + std::to_string(plan.layers.size()) + ".";
    LayerPlanner planner(pick, config, layout, layer, of_layer);
    LayerPlan& to = plan.layers.emplace_back();
    for_each_slot([&](auto slot) { to[slot] = planner.plan(slot); });
    for (const std::string_view name : layout.ignored_of_layer) pick.ignore(name_of(of_layer, name));
  }
  for (const std::string_view name : layout.ignored) pick.ignore(name_of(prefix, name));
  plan.final_norm = plan_norm(pick, name_of(prefix, layout.final_norm), config.final_norm, config.width);
  plan.head = plan_head(pick, config, plan.token_embedding, std::string(layout.head));
  pick.finish();
  return plan;
}

}  // namespace coldread
