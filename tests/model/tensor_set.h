#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "io/json.h"
#include "support/gguf_builder.h"

namespace coldread {

struct TestTensor {
  std::vector<std::int64_t> shape;  ///< outermost first
  std::vector<float> values;
  std::string type = "F32";
  std::string stored = {};  ///< of another type: its bytes, instead of values
};

/// Tensors by name, to be written as a model file.
using TensorSet = std::map<std::string, TestTensor>;

inline TestTensor random_tensor(const std::vector<std::int64_t>& shape, double scale, double offset = 0) {
  static std::uint32_t state = 1;
  std::int64_t count = 1;
  for (const std::int64_t size : shape) count *= size;
  TestTensor tensor{.shape = shape, .values = {}};
  for (std::int64_t i = 0; i < count; ++i) {
    state = state * 1664525U + 1013904223U;
    tensor.values.push_back(
        static_cast<float>(offset + scale * (static_cast<double>(state >> 8) / static_cast<double>(1 << 23) - 1)));
  }
  return tensor;
}

inline std::string bytes_of(const std::vector<float>& values) {
  std::string bytes(values.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

inline std::string to_safetensors(const TensorSet& tensors) {
  Dict header;
  std::string data;
  for (const auto& [name, tensor] : tensors) {
    Dict entry;
    entry.set("dtype", tensor.type);
    entry.set("shape", List(tensor.shape.begin(), tensor.shape.end()));
    const auto begin = static_cast<std::int64_t>(data.size());
    data += tensor.stored.empty() ? bytes_of(tensor.values) : tensor.stored;
    entry.set("data_offsets", List{begin, static_cast<std::int64_t>(data.size())});
    header.set(name, std::move(entry));
  }
  const std::string text = to_json(Value(std::move(header)));
  return test::GgufBuilder::raw<std::uint64_t>(text.size()) + text + data;
}

/// Appends the tensors to a file whose metadata is there already.
inline std::string to_gguf(test::GgufBuilder builder, const TensorSet& tensors) {
  for (const auto& [name, tensor] : tensors) {
    builder.data.resize((builder.data.size() + 31) / 32 * 32);
    builder.tensor(name, {tensor.shape.rbegin(), tensor.shape.rend()}, 0, builder.data.size());
    builder.data += bytes_of(tensor.values);
  }
  return builder.bytes();
}

}  // namespace coldread
