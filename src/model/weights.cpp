#include "model/weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <sys/mman.h>
#include <tuple>
#include <type_traits>
#include <unistd.h>
#include <utility>

#include "base/error.h"
#include "kernels/dequantize.h"
#include "kernels/panel_layout.h"
#include "machine/scratch.h"
#include "model/finite_check.h"
#include "model/stored_values.h"

namespace coldread {
namespace {

using kernels::kGatedPanel;
using kernels::kPanel;
using kernels::PackedMatrix;
using kernels::WeightType;

struct Packing {
  HeldWeights held;
  int threads;
  std::span<const NodeThreads> nodes;
  FiniteCheck* finite;
};

/// read_elements(), for the one time that each weight is read to stay.
void read_checked(const TensorView& tensor, std::int64_t first, std::int64_t count, float* to, FiniteCheck& finite) {
  read_elements(tensor, first, count, to);
  finite.look(tensor, first, to, count);
}

std::vector<float> read_vector(const TensorView& tensor, FiniteCheck& finite) {
  std::vector<float> result(tensor.elements());
  read_checked(tensor, 0, static_cast<std::int64_t>(result.size()), result.data(), finite);
  return result;
}

/// The tensors one after the other and over again, to `size` elements; none: `otherwise`.
FloatBuffer read_repeated(const std::vector<const TensorView*>& tensors, std::int64_t size, float otherwise,
                          FiniteCheck& finite) {
  std::vector<float> stored;
  for (const TensorView* tensor : tensors) {
    const std::vector<float> values = read_vector(*tensor, finite);
    stored.insert(stored.end(), values.begin(), values.end());
  }
  if (stored.empty()) stored = {otherwise};
  FloatBuffer result(size);
  for (std::int64_t i = 0; i < size; ++i) result[i] = stored[static_cast<std::size_t>(i) % stored.size()];
  return result;
}

Norm read_norm(const NormPlan& plan, FiniteCheck& finite) {
  if (plan.size == 0) return {};
  Norm norm{.gain = read_repeated(plan.gains, plan.size, 1, finite), .bias = {}};
  for (std::int64_t i = 0; plan.one_plus_gain && i < plan.size; ++i) norm.gain[i] += 1;
  std::vector<const TensorView*> biases;
  if (plan.bias != nullptr) biases = {plan.bias};
  norm.bias = read_repeated(biases, plan.size, 0, finite);
  return norm;
}

/// Rows of an embedding are read when they are asked for; here once, to look at them.
void look_at_rows(const TensorView* tensor, const Packing& packing) {
  if (tensor == nullptr) return;
  const std::int64_t width = tensor->shape[1];
#pragma omp parallel for num_threads(packing.threads)
  for (std::int64_t row = 0; row < tensor->shape[0]; ++row) {
    read_checked(*tensor, row * width, width, thread_scratch(width), *packing.finite);
  }
}

/// Lets the system take back the whole pages of a tensor's mapping; they are read again from the file if need be.
void give_back(const TensorView& tensor) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto begin = (reinterpret_cast<std::uintptr_t>(tensor.data.data()) + page - 1) / page * page;
  const auto end = (reinterpret_cast<std::uintptr_t>(tensor.data.data()) + tensor.data.size()) / page * page;
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

/// The order in which the hidden units of a feed-forward block are laid out: for each place, the unit of the file.
/// Empty: as in the file.
struct HiddenOrder {
  std::vector<std::int64_t> inputs;
  std::vector<std::int64_t> outputs;
};

std::int64_t at(const std::vector<std::int64_t>& order, std::int64_t i) {
  return order.empty() ? i : order[static_cast<std::size_t>(i)];
}

/// Hidden units by ascending norm of their weights in `up` (the last part); where groups of `down`'s inputs stay
/// together, groups by their largest norm, and units so within each. Their order is free, and a few units with large
/// weights answer certain tokens with activations in the thousands (Sun et al. 2024, "Massive Activations"): where such
/// a product comes early in a chain of sums, all later terms are rounded at its size. Largest error of a
/// log-probability of SmolLM2-135M against float64: 1.7e-4 in the file's order, 6.4e-5 in this one, 4.6e-5 by groups.
std::vector<std::int64_t> by_norm(const LinearPlan& up, std::int64_t together, int threads) {
  if (up.parts.empty()) return {};
  const MatrixPart& part = up.parts.back();
  std::vector<double> norms(static_cast<std::size_t>(part.outputs));
  if (part.form.transposed) {
    const std::int64_t stored = part.weight->shape.back();
    std::vector<float> row(static_cast<std::size_t>(stored));
    for (std::int64_t k = 0; k < up.inputs; ++k) {
      read_elements(*part.weight, k * stored, stored, row.data());
      for (std::size_t n = 0; n < norms.size(); ++n) {
        const auto value =
            static_cast<double>(row[static_cast<std::size_t>(part.rows.at(static_cast<std::int64_t>(n)))]);
        norms[n] += value * value;
      }
    }
  } else {
#pragma omp parallel for num_threads(threads)
    for (std::int64_t n = 0; n < part.outputs; ++n) {
      float* row = thread_scratch(up.inputs);
      read_elements(*part.weight, part.rows.at(n) * up.inputs, up.inputs, row);
      double norm = 0;
      for (std::int64_t k = 0; k < up.inputs; ++k) norm += static_cast<double>(row[k]) * static_cast<double>(row[k]);
      norms[static_cast<std::size_t>(n)] = norm;
    }
  }
  // A NaN is smaller than nothing and larger than nothing, which no sorting bears.
  for (double& norm : norms) norm = std::isnan(norm) ? std::numeric_limits<double>::infinity() : norm;
  std::vector<double> largest(norms.size() / static_cast<std::size_t>(together));
  for (std::size_t i = 0; i < norms.size(); ++i) {
    double& of_group = largest[i / static_cast<std::size_t>(together)];
    of_group = std::max(of_group, norms[i]);
  }
  std::vector<std::int64_t> order(norms.size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    const auto key = [&](std::int64_t i) {
      return std::tuple(largest[static_cast<std::size_t>(i / together)], i / together,
                        norms[static_cast<std::size_t>(i)]);
    };
    return key(a) < key(b);
  });
  return order;
}

/// Our output `row` of a part is this row of the file.
std::int64_t stored_row(const MatrixPart& part, const HiddenOrder& order, std::int64_t row) {
  const std::int64_t size = part.form.interleaved_head;
  if (size == 0) return part.rows.at(at(order.outputs, row));
  const std::int64_t within = row % size;
  const std::int64_t half = size / 2;
  return part.rows.at(row - within + (within < half ? 2 * within : 2 * (within - half) + 1));
}

/// Which row of which part a column of a panel is; part is null for columns that pad the last panel.
struct Source {
  const MatrixPart* part = nullptr;
  std::int64_t row = 0;
};

Source source_of(const LinearPlan& plan, const HiddenOrder& order, std::int64_t panel, std::int64_t column) {
  std::int64_t row = plan.gated ? panel * kGatedPanel + column % kGatedPanel : panel * kPanel + column;
  if (plan.gated) {
    const MatrixPart& part = plan.parts[static_cast<std::size_t>(column / kGatedPanel)];
    return row < part.outputs ? Source{&part, stored_row(part, order, row)} : Source{};
  }
  for (const MatrixPart& part : plan.parts) {
    if (row < part.outputs) return {&part, stored_row(part, order, row)};
    row -= part.outputs;
  }
  return {};
}

/// A matrix stored as [inputs, outputs], all its parts in one tensor: each row of the file goes to one row of every
/// panel.
PackedMatrix pack_transposed(const LinearPlan& plan, const HiddenOrder& order, std::int64_t outputs,
                             const Packing& packing) {
  const TensorView& tensor = *plan.parts.front().weight;
  const std::int64_t stored = tensor.shape.back();
  PackedMatrix matrix(plan.gated ? outputs / 2 : outputs, plan.inputs, plan.gated);
  std::vector<std::int64_t> columns;  // of the file, for each of the panels; -1: padding
  for (std::int64_t i = 0; i < matrix.panels() * kPanel; ++i) {
    const Source source = source_of(plan, order, i / kPanel, i % kPanel);
    columns.push_back(source.part == nullptr ? -1 : source.row);
  }
#pragma omp parallel for num_threads(packing.threads)
  for (std::int64_t k = 0; k < plan.inputs; ++k) {
    float* row = thread_scratch(stored);
    read_checked(tensor, at(order.inputs, k) * stored, stored, row, *packing.finite);
    for (std::int64_t panel = 0; panel < matrix.panels(); ++panel) {
      const std::int64_t* from = columns.data() + panel * kPanel;
      float* to = matrix.panel(panel) + k * kPanel;
      for (std::int64_t c = 0; c < kPanel; ++c) to[c] = from[c] < 0 ? 0 : row[from[c]];
    }
  }
  const WeightType type = packing.held.type_of(plan);
  return type == WeightType::fp32 ? std::move(matrix) : matrix.as(type, packing.threads);
}

/// Floats of fill_panel()'s scratch: the rows of a panel, and one in another order.
std::int64_t fill_scratch(std::int64_t inputs) {
  return (kPanel + 1) * inputs;
}

/// Writes one panel, [K][kPanel]. scratch: fill_scratch(K) floats.
void fill_panel(const LinearPlan& plan, const HiddenOrder& order, std::int64_t panel, float* to, float* scratch,
                FiniteCheck& finite) {
  float* row = scratch;
  float* rows = row + plan.inputs;
  std::int64_t count = 0;
  const auto flush = [&](std::int64_t end) {
    kernels::transpose_into_panel(rows, count, plan.inputs, to + end - count);
    count = 0;
  };
  for (std::int64_t column = 0; column < kPanel; ++column) {
    const Source source = source_of(plan, order, panel, column);
    if (source.part == nullptr) {
      flush(column);
      for (std::int64_t k = 0; k < plan.inputs; ++k) to[k * kPanel + column] = 0;
      continue;
    }
    float* row_to = rows + count * plan.inputs;
    float* from = order.inputs.empty() ? row_to : row;
    read_checked(*source.part->weight, source.row * plan.inputs, plan.inputs, from, finite);
    if (from == row) {
      for (std::int64_t k = 0; k < plan.inputs; ++k) row_to[k] = row[at(order.inputs, k)];
    }
    ++count;
  }
  flush(kPanel);
}

/// The codes of one row of a tensor. Where a scale is not finite, the row is looked at as floats.
void read_codes(const TensorView& tensor, std::int64_t row, std::int64_t inputs, const kernels::CodesOut& to,
                FiniteCheck& finite) {
  const auto bytes = tensor_bytes(tensor.type, std::array{inputs}).value();
  kernels::read_codes(tensor.type, tensor.data.subspan(static_cast<std::size_t>(row) * bytes, bytes), to);
  const std::int64_t groups = inputs / kernels::code_form(tensor.type).group;
  const auto odd = [](float value) { return !std::isfinite(value); };
  if (std::none_of(to.scales, to.scales + groups, odd) && std::none_of(to.offsets, to.offsets + groups, odd)) return;
  std::vector<float> values(static_cast<std::size_t>(inputs));
  read_checked(tensor, row * inputs, inputs, values.data(), finite);
}

/// A panel from the codes of its rows. The order of inputs keeps groups together.
void pack_codes(const LinearPlan& plan, const HiddenOrder& order, std::int64_t panel, PackedMatrix& matrix,
                FiniteCheck& finite) {
  const std::int64_t group = kernels::code_group(matrix.type());
  const std::int64_t groups = plan.inputs / group;
  std::vector<std::uint8_t> codes(static_cast<std::size_t>((kPanel + 1) * plan.inputs));
  std::vector<float> factors(static_cast<std::size_t>(2 * kPanel * groups + 2 * plan.inputs));
  std::uint8_t* row_codes = codes.data() + kPanel * plan.inputs;
  float* scales = factors.data();
  float* offsets = scales + kPanel * groups;
  float* row_scales = offsets + kPanel * groups;
  float* row_offsets = row_scales + plan.inputs;
  for (std::int64_t column = 0; column < kPanel; ++column) {
    const Source source = source_of(plan, order, panel, column);
    if (source.part == nullptr) continue;
    const TensorView& tensor = *source.part->weight;
    read_codes(tensor, source.row, plan.inputs, {row_codes, row_scales, row_offsets}, finite);
    const std::int64_t stored_group = kernels::code_form(tensor.type).group;
    std::uint8_t* to = codes.data() + column;
    for (std::int64_t k = 0; k < plan.inputs; ++k) to[k * kPanel] = row_codes[at(order.inputs, k)];
    for (std::int64_t g = 0; g < groups; ++g) {
      const std::int64_t from = at(order.inputs, g * group) / stored_group;
      scales[g * kPanel + column] = row_scales[from];
      offsets[g * kPanel + column] = row_offsets[from];
    }
  }
  matrix.set_codes(panel, codes.data(), scales, offsets);
}

PackedMatrix pack_panels(const LinearPlan& plan, const HiddenOrder& order, std::int64_t outputs,
                         const Packing& packing) {
  const WeightType type = packing.held.type_of(plan);
  PackedMatrix matrix(plan.gated ? outputs / 2 : outputs, plan.inputs, plan.gated, type);
#pragma omp parallel for schedule(dynamic) num_threads(packing.threads)
  for (std::int64_t panel = 0; panel < matrix.panels(); ++panel) {
    if (kernels::code_group(type) > 0) {
      pack_codes(plan, order, panel, matrix, *packing.finite);
      continue;
    }
    float* scratch = thread_scratch(fill_scratch(plan.inputs) + kPanel * plan.inputs);
    if (type == WeightType::fp32) {
      fill_panel(plan, order, panel, matrix.panel(panel), scratch, *packing.finite);
    } else {
      float* columns = scratch + fill_scratch(plan.inputs);
      fill_panel(plan, order, panel, columns, scratch, *packing.finite);
      matrix.set_panel(panel, columns);
    }
  }
  return matrix;
}

PackedMatrix pack_matrix(const LinearPlan& plan, const HiddenOrder& order, const Packing& packing) {
  std::int64_t outputs = 0;
  for (const MatrixPart& part : plan.parts) outputs += part.outputs;
  PackedMatrix matrix = plan.parts.front().form.transposed ? pack_transposed(plan, order, outputs, packing)
                                                           : pack_panels(plan, order, outputs, packing);
  for (const MatrixPart& part : plan.parts) give_back(*part.weight);
  matrix.spread(packing.nodes);
  return matrix;
}

FloatBuffer pack_bias(const LinearPlan& plan, const HiddenOrder& order, std::int64_t panels, FiniteCheck& finite) {
  if (std::all_of(plan.parts.begin(), plan.parts.end(), [](const MatrixPart& part) { return part.bias == nullptr; })) {
    return {};
  }
  FloatBuffer bias(panels * kPanel);
  std::vector<std::vector<float>> stored;
  for (const MatrixPart& part : plan.parts) {
    stored.push_back(part.bias == nullptr ? std::vector<float>() : read_vector(*part.bias, finite));
  }
  for (std::int64_t i = 0; i < bias.size(); ++i) {
    const Source source = source_of(plan, order, i / kPanel, i % kPanel);
    if (source.part == nullptr || source.part->bias == nullptr) continue;
    const auto part = static_cast<std::size_t>(source.part - plan.parts.data());
    bias[i] = stored[part][static_cast<std::size_t>(source.row)];
  }
  return bias;
}

Linear pack_linear(const LinearPlan& plan, const Packing& packing, const HiddenOrder& order) {
  if (plan.parts.empty()) return {};
  Linear linear{.weight = pack_matrix(plan, order, packing), .bias = {}};
  linear.bias = pack_bias(plan, order, linear.weight.panels(), *packing.finite);
  return linear;
}

/// What a matrix sees of the order in which the hidden units of its layer are laid out.
HiddenOrder order_of(LinearSlot slot, const std::vector<std::int64_t>& hidden) {
  switch (slot) {
    case LinearSlot::up:
      return {.inputs = {}, .outputs = hidden};
    case LinearSlot::down:
      return {.inputs = hidden, .outputs = {}};
    case LinearSlot::qkv:
    case LinearSlot::attention_out:
    case LinearSlot::router:
    case LinearSlot::shared_gate:
      return {};
  }
  COLDREAD_CHECK(false);
}

ExpertOf<Linear> pack_expert(const ExpertOf<LinearPlan>& plan, const Packing& packing) {
  const std::vector<std::int64_t> hidden = by_norm(plan.up, packing.held.inputs_together(plan.down), packing.threads);
  return {pack_linear(plan.up, packing, order_of(LinearSlot::up, hidden)),
          pack_linear(plan.down, packing, order_of(LinearSlot::down, hidden))};
}

void pack_layer(const LayerPlan& plan, const Packing& packing, LayerWeights& to) {
  const std::int64_t together = packing.held.inputs_together(plan[LinearSlot::down]);
  const std::vector<std::int64_t> hidden = by_norm(plan[LinearSlot::up], together, packing.threads);
  for_each_slot([&](auto slot) {
    if constexpr (std::is_same_v<decltype(slot), NormSlot>) {
      to[slot] = read_norm(plan[slot], *packing.finite);
    } else {
      to[slot] = pack_linear(plan[slot], packing, order_of(slot, hidden));
    }
  });
  for (const ExpertOf<LinearPlan>& expert : plan.experts) to.experts.push_back(pack_expert(expert, packing));
}

}  // namespace

void EmbeddingTable::row(std::int64_t index, float* to) const {
  const std::int64_t width = tensor_->shape[1];
  read_elements(*tensor_, index * width, width, to);
}

std::size_t weight_bytes(const Weights& weights) {
  std::size_t bytes =
      weights.project_in.weight.bytes() + weights.project_out.weight.bytes() + weights.head.weight.bytes();
  for (const LayerWeights& layer : weights.layers) {
    for_each_linear([&](LinearSlot slot) { bytes += layer[slot].weight.bytes(); });
    for (const ExpertOf<Linear>& expert : layer.experts) bytes += expert.up.weight.bytes() + expert.down.weight.bytes();
  }
  return bytes;
}

Weights pack_weights(const WeightPlan& plan, const HeldWeights& held, int threads, std::vector<NodeThreads> nodes) {
  FiniteCheck finite;
  Weights weights;
  weights.nodes = std::move(nodes);
  const Packing packing{.held = held, .threads = threads, .nodes = weights.nodes, .finite = &finite};
  weights.token_embedding = EmbeddingTable(plan.token_embedding);
  weights.position_embedding = EmbeddingTable(plan.position_embedding);
  weights.project_in = pack_linear(plan.project_in, packing, {});
  weights.embedding_norm = read_norm(plan.embedding_norm, finite);
  for (const LayerPlan& layer : plan.layers) pack_layer(layer, packing, weights.layers.emplace_back());
  weights.final_norm = read_norm(plan.final_norm, finite);
  weights.project_out = pack_linear(plan.project_out, packing, {});
  weights.head = pack_linear(plan.head, packing, {});
  if (plan.head.parts.front().weight != plan.token_embedding) look_at_rows(plan.token_embedding, packing);
  look_at_rows(plan.position_embedding, packing);
  weights.warnings = finite.findings();
  return weights;
}

}  // namespace coldread
