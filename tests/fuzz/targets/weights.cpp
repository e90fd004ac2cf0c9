#include <vector>

#include "fuzz/targets.h"
#include "io/safetensors.h"
#include "model/formats/float8.h"
#include "model/stored_values.h"

namespace coldread::fuzz {

/// A safetensors file with matrices of eight bits and their scales, in blocks of 2 x 4 where a scale says nothing else.
void fuzz_float8(std::string_view input) {
  const SafetensorsFile file(file_of(input));
  const TensorTable tensors = with_scales(file.tensors(), {.block_rows = 2, .block_columns = 4}, "input");
  for (const TensorView& tensor : tensors) {
    if (!tensor.scales) continue;
    std::vector<float> values(tensor.elements());
    read_elements(tensor, 0, static_cast<std::int64_t>(values.size()), values.data());
  }
}

}  // namespace coldread::fuzz
