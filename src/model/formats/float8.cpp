#include "model/formats/float8.h"

#include <array>
#include <bit>
#include <set>
#include <string_view>

#include "base/error.h"
#include "kernels/dequantize.h"

namespace coldread {
namespace {

constexpr std::int64_t kMostBlock = 1 << 20;

bool is_text(const Value* value, std::string_view text) {
  return value != nullptr && value->is_string() && value->as_string() == text;
}

bool is_float8(const TensorView& tensor) {
  return tensor.type == TensorType::f8_e4m3 || tensor.type == TensorType::f8_e5m2;
}

/// [rows, columns] of a "weight_block_size".
std::optional<Float8Quantization> blocks_of(const Value* value) {
  Float8Quantization quantization;
  if (value == nullptr || value->is_null()) return quantization;
  if (!value->is_list() || value->as_list().size() != 2) return std::nullopt;
  for (const Value& size : value->as_list()) {
    if (!size.is_int() || size.as_int() < 1 || size.as_int() > kMostBlock) return std::nullopt;
  }
  quantization.block_rows = value->as_list()[0].as_int();
  quantization.block_columns = value->as_list()[1].as_int();
  return quantization;
}

/// What compressed-tensors says of the weights of its one group.
const Value* block_structure(const Value& config) {
  const Value* groups = config.find("config_groups");
  if (groups == nullptr || !groups->is_dict() || groups->as_dict().size() != 1) return nullptr;
  const Value* weights = groups->as_dict().begin()->second.find("weights");
  return weights == nullptr ? nullptr : weights->find("block_structure");
}

/// The number of an F8_E8M0 byte: a power of two; 255 is NaN.
float power_of_two(std::byte byte) {
  const auto exponent = std::to_integer<std::uint32_t>(byte);
  if (exponent == 255) return std::bit_cast<float>(0x7FC0'0000U);
  return std::bit_cast<float>(exponent == 0 ? 0x0040'0000U : exponent << 23U);
}

std::vector<float> numbers_of(const TensorView& tensor) {
  std::vector<float> numbers(tensor.elements());
  if (tensor.file_type == "F8_E8M0") {
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = power_of_two(tensor.data[i]);
  } else {
    kernels::dequantize(tensor.type, tensor.data, numbers);
  }
  return numbers;
}

constexpr std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  return a / b + (a % b != 0 ? 1 : 0);
}

class Scaling {
 public:
  Scaling(const Float8Quantization& quantization, const std::string& origin)
      : quantization_(quantization), origin_(origin) {}

  std::shared_ptr<const TensorScales> scales_of(const TensorView& tensor, const TensorView& scale) const {
    if (tensor.shape.size() != 2 || tensor.elements() == 0) fail(tensor, "is no matrix, but has a scale");
    const bool readable = scale.file_type == "F8_E8M0" || block_elements(scale.type) == 1;
    if (!readable) fail(scale, "has type " + scale.file_type + ", which a scale cannot have");
    auto scales = std::make_shared<TensorScales>();
    if (!lay_out(tensor, scale, *scales)) {
      fail(scale, "has shape " + shape_text(scale.shape) + ", which does not divide the " + shape_text(tensor.shape) +
                      " of '" + tensor.name + "' into blocks of " + std::to_string(quantization_.block_rows) + " x " +
                      std::to_string(quantization_.block_columns));
    }
    scales->factors = numbers_of(scale);
    return scales;
  }

  [[noreturn]] void fail(const TensorView& tensor, const std::string& message) const {
    throw Error(ErrorCode::input, origin_ + ": tensor '" + tensor.name + "' " + message);
  }

 private:
  /// Sets which part of the matrix has which number of the scale; false where its shape does not say.
  bool lay_out(const TensorView& tensor, const TensorView& scale, TensorScales& to) const {
    const std::int64_t rows = tensor.shape[0];
    const std::int64_t columns = tensor.shape[1];
    const auto count = static_cast<std::int64_t>(scale.elements());
    to = {.factors = {}, .block_rows = rows, .block_columns = columns, .blocks_a_row = 1};
    if (count == 1) return true;
    to.block_rows = 1;
    const bool one_a_row = count == rows && (scale.shape.size() == 1 || scale.shape[0] == rows);
    if (one_a_row) return true;
    if (scale.shape.size() != 2 || count == 0) return false;
    to.blocks_a_row = scale.shape[1];
    if (scale.shape[0] == rows && columns % to.blocks_a_row == 0) {
      to.block_columns = columns / to.blocks_a_row;
      return true;
    }
    to.block_rows = quantization_.block_rows;
    to.block_columns = quantization_.block_columns;
    return scale.shape[0] == divide_up(rows, to.block_rows) && to.blocks_a_row == divide_up(columns, to.block_columns);
  }

  const Float8Quantization& quantization_;
  const std::string& origin_;
};

/// Scales that do not change the weights.
bool is_of_activations(std::string_view name) {
  constexpr std::array<std::string_view, 6> kEnds = {".input_scale", ".activation_scale", ".output_scale",
                                                     ".k_scale",     ".v_scale",          ".input_scale_ub"};
  for (const std::string_view end : kEnds) {
    if (name.ends_with(end)) return true;
  }
  return false;
}

}  // namespace

std::optional<Float8Quantization> take_float8(Dict& settings) {
  const Value* config = settings.find("quantization_config");
  if (config == nullptr) return std::nullopt;
  const Value* method = config->find("quant_method");
  std::optional<Float8Quantization> quantization;
  if (is_text(method, "fp8") || is_text(method, "fbgemm_fp8")) {
    quantization = blocks_of(config->find("weight_block_size"));
  } else if (is_text(method, "compressed-tensors") && is_text(config->find("format"), "float-quantized")) {
    quantization = blocks_of(block_structure(*config));
  }
  if (quantization) settings.erase("quantization_config");
  return quantization;
}

TensorTable with_scales(const TensorTable& stored, const Float8Quantization& quantization, const std::string& origin) {
  const Scaling scaling(quantization, origin);
  std::set<std::string, std::less<>> scale_names;
  TensorTable result;
  std::vector<TensorView> tensors(stored.begin(), stored.end());
  for (TensorView& tensor : tensors) {
    if (!is_float8(tensor)) continue;
    const TensorView* scale = stored.find(tensor.name + "_scale_inv");
    if (scale == nullptr) scale = stored.find(tensor.name + "_scale");
    if (scale == nullptr)
      scaling.fail(tensor, "has type " + tensor.file_type + ", but no scale '" + tensor.name + "_scale'");
    tensor.scales = scaling.scales_of(tensor, *scale);
    scale_names.insert(scale->name);
  }
  for (TensorView& tensor : tensors) {
    if (!scale_names.contains(tensor.name) && !is_of_activations(tensor.name)) result.add(std::move(tensor));
  }
  return result;
}

}  // namespace coldread
