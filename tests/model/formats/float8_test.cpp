#include "model/formats/float8.h"

#include <doctest/doctest.h>

#include "io/file.h"
#include "model/stored_tensors.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

const std::filesystem::path kLlama = kModelReference / "tiny-llama" / "hf-untied-f32";

/// Which number of a scale a place of a matrix has.
using Place = std::int64_t (*)(std::int64_t row, std::int64_t column);

struct Scaled {
  std::string name;  ///< of the matrix
  std::string type;  ///< of its elements
  std::string scale;
  std::vector<std::int64_t> shape;  ///< of the scale
  Place place;
};

/// Random bits that are no NaN and no infinity, and what they stand for.
void make_float8(TestTensor& tensor, const std::string& type) {
  std::uint32_t state = 7;
  const std::size_t count = tensor.values.size();
  tensor.type = type;
  tensor.stored.resize(count);
  for (char& byte : tensor.stored) {
    state = state * 1664525U + 1013904223U;
    const unsigned bits = state >> 24;
    byte = static_cast<char>((bits & 0x78) == 0x78 ? bits & 0x8F : bits);
  }
  kernels::dequantize(type == "F8_E4M3" ? TensorType::f8_e4m3 : TensorType::f8_e5m2,
                      std::as_bytes(std::span(tensor.stored)), tensor.values);
}

void put_model(const TemporaryFolder& folder, const TensorSet& tensors, const std::string& quantization) {
  Dict config = parse_json(read_text_file(kLlama / "config.json"), "config.json").as_dict();
  if (!quantization.empty()) config.set("quantization_config", parse_json(quantization, "test"));
  folder.write("config.json", to_json(Value(config)));
  folder.write("model.safetensors", to_safetensors(tensors));
}

constexpr const char* kFp8 = R"({"quant_method": "fp8", "weight_block_size": [16, 16], "fmt": "e4m3"})";

TEST_CASE("eight-bit weights with every shape of scale give the bits of their float32 products") {
  TensorSet plain = tensors_of(kLlama / "model.safetensors");
  const auto sizes = [&](const std::string& name) { return plain.at("model.layers.0." + name + ".weight").shape; };
  const std::int64_t rows = sizes("self_attn.k_proj")[0];
  static const std::int64_t columns = sizes("self_attn.k_proj")[1];
  static const std::int64_t down = sizes("mlp.down_proj")[1];
  REQUIRE(columns % 8 == 0);
  const std::vector<Scaled> cases = {
      {"self_attn.q_proj", "F8_E4M3", "_scale", {}, [](std::int64_t, std::int64_t) { return std::int64_t{0}; }},
      {"self_attn.k_proj", "F8_E5M2", "_scale", {rows, 1}, [](std::int64_t row, std::int64_t) { return row; }},
      {"self_attn.v_proj", "F8_E4M3", "_scale", {rows}, [](std::int64_t row, std::int64_t) { return row; }},
      {"self_attn.o_proj",
       "F8_E4M3",
       "_scale",
       {sizes("self_attn.o_proj")[0], columns / 8},
       [](std::int64_t row, std::int64_t column) { return row * (columns / 8) + column / 8; }},
      {"mlp.down_proj",
       "F8_E4M3",
       "_scale_inv",
       {(sizes("mlp.down_proj")[0] + 15) / 16, (down + 15) / 16},
       [](std::int64_t row, std::int64_t column) { return row / 16 * ((down + 15) / 16) + column / 16; }}};
  TensorSet quantised = plain;
  for (const Scaled& of : cases) {
    const std::string name = "model.layers.0." + of.name + ".weight";
    TestTensor& matrix = quantised.at(name);
    make_float8(matrix, of.type);
    const TestTensor scale = random_tensor(of.shape, 0.001, 0.002);
    quantised[name + of.scale] = scale;
    quantised["model.layers.0." + of.name + ".input_scale"] = random_tensor({}, 1);
    TestTensor& product = plain.at(name);
    for (std::size_t i = 0; i < product.values.size(); ++i) {
      const auto at = std::div(static_cast<std::int64_t>(i), product.shape[1]);
      product.values[i] = matrix.values[i] * scale.values[static_cast<std::size_t>(of.place(at.quot, at.rem))];
    }
  }
  const TemporaryFolder with;
  const TemporaryFolder without;
  put_model(with, quantised, kFp8);
  put_model(without, plain, "");
  const std::vector<TokenId> ids = {1, 17, 200, 33, 5};
  CHECK(last_logits(with.path(), ids) == last_logits(without.path(), ids));
  CHECK(inspect_model(with.path()).weight_types.find("F8_E4M3 4") != std::string::npos);
}

TEST_CASE("a scale that is missing or has another shape is an error that names the tensor") {
  const TensorSet plain = tensors_of(kLlama / "model.safetensors");
  const std::string name = "model.layers.0.self_attn.k_proj.weight";
  const auto error_with = [&](std::optional<TestTensor> scale) {
    TensorSet tensors = plain;
    make_float8(tensors.at(name), "F8_E4M3");
    if (scale) tensors[name + "_scale"] = *scale;
    const TemporaryFolder folder;
    put_model(folder, tensors, kFp8);
    return test::error_of([&] { inspect_model(folder.path()); });
  };
  CHECK(error_with({}).find(name + "' has type F8_E4M3, but no scale '" + name + "_scale'") != std::string::npos);
  CHECK(error_with(random_tensor({3, 5}, 1)).find("_scale' has shape [3, 5]") != std::string::npos);
  CHECK(error_with(random_tensor({0, 5}, 1)).find("_scale' has shape [0, 5]") != std::string::npos);
  TestTensor integers = random_tensor({}, 1);
  integers.type = "I32";
  CHECK(error_with(integers).find("has type I32") != std::string::npos);
}

TEST_CASE("only quantisations to eight-bit floats are taken") {
  const auto taken = [](const char* config) {
    Dict settings;
    settings.set("quantization_config", parse_json(config, "test"));
    const auto quantization = take_float8(settings);
    CHECK(settings.contains("quantization_config") == !quantization.has_value());
    return quantization;
  };
  CHECK(taken(R"({"quant_method": "fp8"})")->block_rows == 128);
  CHECK(taken(R"({"quant_method": "fp8", "weight_block_size": [64, 32]})")->block_columns == 32);
  CHECK(taken(R"({"quant_method": "compressed-tensors", "format": "float-quantized", "config_groups":
                  {"group_0": {"weights": {"block_structure": [16, 8]}}}})")
            ->block_rows == 16);
  CHECK_FALSE(taken(R"({"quant_method": "fp8", "weight_block_size": [0, 32]})"));
  CHECK_FALSE(taken(R"({"quant_method": "compressed-tensors", "format": "pack-quantized"})"));
  CHECK_FALSE(taken(R"({"quant_method": "gptq", "bits": 4})"));
  CHECK_FALSE(taken(R"([1])"));
}

}  // namespace
}  // namespace coldread
