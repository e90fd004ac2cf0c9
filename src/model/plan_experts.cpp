#include "model/plan_experts.h"

#include <array>
#include <utility>

#include "base/error.h"

namespace coldread {
namespace {

/// One matrix of all experts: y = W x + b.
struct ExpertMatrix {
  std::vector<std::string_view> names;  ///< of gate and up, of both in one, or of down
  std::int64_t outputs = 0;             ///< of each of its two parts where it is gated
  std::int64_t inputs = 0;
  bool gated = false;
  Bias bias = Bias::absent;

  bool fused() const { return gated && names.size() == 1; }
  std::int64_t stored_outputs() const { return fused() ? 2 * outputs : outputs; }
};

class ExpertPlanner {
 public:
  ExpertPlanner(TensorPicker& pick, const ExpertLayout& layout, std::int64_t count, std::string prefix,
                TensorSlices& slices)
      : pick_(pick), layout_(layout), count_(count), prefix_(std::move(prefix)), slices_(slices) {}

  LinearPlan plan(const ExpertMatrix& matrix, std::int64_t expert) {
    LinearPlan result{.parts = {}, .inputs = matrix.inputs, .gated = matrix.gated};
    for (const std::string_view name : matrix.names) {
      MatrixPart part{.form = {.transposed = layout_.transposed}, .outputs = matrix.outputs};
      part.weight = weight(name, matrix, expert);
      part.bias = bias(name, matrix, expert);
      if (matrix.fused()) {
        const bool halves = layout_.fused_gate == FusedGate::halves;
        const std::int64_t block = halves ? matrix.outputs : 1;
        part.rows = {.first = 0, .block = block, .stride = 2 * block};
        result.parts.push_back(part);
        part.rows.first = block;
      }
      result.parts.push_back(part);
    }
    return result;
  }

 private:
  const TensorView* weight(std::string_view name, const ExpertMatrix& matrix, std::int64_t expert) {
    std::array<std::int64_t, 2> shape = {matrix.stored_outputs(), matrix.inputs};
    if (layout_.transposed) std::swap(shape[0], shape[1]);
    const auto [rows, columns] = shape;
    const TensorView* found =
        layout_.of_expert.empty()
            ? slice(pick_.require(whole_name(name, layout_.weight_end), {count_, rows, columns}), expert)
            : pick_.require(own_name(name, expert, layout_.weight_end), {rows, columns});
    if (layout_.transposed) pick_.check_transposed(*found);
    return found;
  }

  const TensorView* bias(std::string_view name, const ExpertMatrix& matrix, std::int64_t expert) {
    if (matrix.bias == Bias::absent) return nullptr;
    const std::int64_t rows = matrix.stored_outputs();
    if (layout_.of_expert.empty()) {
      const std::string whole = whole_name(name, layout_.bias_end);
      const bool required = matrix.bias == Bias::required;
      const TensorView* found = required ? pick_.require(whole, {count_, rows}) : pick_.find(whole, {count_, rows});
      return found == nullptr ? nullptr : slice(found, expert);
    }
    const std::string own = own_name(name, expert, layout_.bias_end);
    return matrix.bias == Bias::required ? pick_.require(own, {rows}) : pick_.find(own, {rows});
  }

  std::string whole_name(std::string_view name, std::string_view end) const {
    return prefix_ + std::string(name) + std::string(end);
  }
  std::string own_name(std::string_view name, std::int64_t expert, std::string_view end) const {
    return prefix_ + std::string(layout_.of_expert) + std::to_string(expert) + "." + std::string(name) +
           std::string(end);
  }

  /// One expert's part of a tensor.
  const TensorView* slice(const TensorView* all, std::int64_t expert) {
    const std::size_t bytes = all->data.size() / static_cast<std::size_t>(count_);
    TensorView part = *all;
    part.name += "[" + std::to_string(expert) + "]";
    part.shape.erase(part.shape.begin());
    part.data = all->data.subspan(static_cast<std::size_t>(expert) * bytes, bytes);
    slices_.push_back(std::move(part));
    return &slices_.back();
  }

  TensorPicker& pick_;
  const ExpertLayout& layout_;
  std::int64_t count_;
  std::string prefix_;
  TensorSlices& slices_;
};

/// The first of the layouts whose tensors the file has, or else the last.
const ExpertLayout& layout_of(const TensorPicker& pick, const TensorLayout& layout, const std::string& prefix) {
  COLDREAD_CHECK(!layout.experts.empty());
  for (const ExpertLayout& experts : layout.experts) {
    const std::string expert = experts.of_expert.empty() ? "" : std::string(experts.of_expert) + "0.";
    if (pick.has(prefix + expert + std::string(experts.down) + std::string(experts.weight_end))) return experts;
  }
  return layout.experts.back();
}

}  // namespace

std::vector<ExpertOf<LinearPlan>> plan_experts(TensorPicker& pick, const ModelConfig& config, const LayerConfig& layer,
                                               const TensorLayout& layout, const std::string& prefix,
                                               TensorSlices& slices) {
  const ExpertsConfig& experts = layer.experts;
  if (experts.count == 0) return {};
  const ExpertLayout& names = layout_of(pick, layout, prefix);
  const ExpertMatrix up{.names = names.up,
                        .outputs = experts.width,
                        .inputs = config.width,
                        .gated = layer.feed_forward.gated,
                        .bias = layer.biases[LinearSlot::up]};
  const ExpertMatrix down{
      .names = {names.down}, .outputs = config.width, .inputs = experts.width, .bias = layer.biases[LinearSlot::down]};
  ExpertPlanner planner(pick, names, experts.count, prefix, slices);
  std::vector<ExpertOf<LinearPlan>> result;
  for (std::int64_t e = 0; e < experts.count; ++e) result.push_back({planner.plan(up, e), planner.plan(down, e)});
  return result;
}

}  // namespace coldread
