#pragma once

#include <optional>
#include <string>

#include "api/value.h"
#include "io/tensor.h"

namespace coldread {

/// How the weights of a folder were quantised to eight-bit floats. Activations stay float32 here, whatever the settings
/// say of them.
struct Float8Quantization {
  // Blocks of scales of a matrix that has fewer than one a row: "weight_block_size".
  std::int64_t block_rows = 128;
  std::int64_t block_columns = 128;
};

/// Takes "quantization_config" out of the settings where it says eight-bit floats: quant_method "fp8", "fbgemm_fp8", or
/// "compressed-tensors" with the format "float-quantized". Otherwise nothing, and settings are left as they were.
std::optional<Float8Quantization> take_float8(Dict& settings);

/// The tensors with the scales of eight-bit ones in them: NAME_scale_inv or NAME_scale, of one number, one a row, one a
/// group of columns of a row, or one a block. Scales of activations and of keys and values are left out. origin: of the
/// files, for errors. Throws Error(input): a matrix without its scale, a scale of another shape.
TensorTable with_scales(const TensorTable& stored, const Float8Quantization& quantization, const std::string& origin);

}  // namespace coldread
