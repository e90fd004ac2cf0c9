#include "kernels/dequantize.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <doctest/doctest.h>
#include <limits>
#include <string>
#include <vector>

#include "io/file.h"
#include "support/source_dir.h"

namespace coldread::kernels {
namespace {

constexpr TensorType kAll[] = {
    TensorType::f16,   TensorType::bf16,    TensorType::q8_0,   TensorType::q4_0,   TensorType::q4_1,
    TensorType::q5_0,  TensorType::q5_1,    TensorType::q2_k,   TensorType::q3_k,   TensorType::q4_k,
    TensorType::q5_k,  TensorType::q6_k,    TensorType::iq4_nl, TensorType::iq4_xs, TensorType::iq3_xxs,
    TensorType::iq3_s, TensorType::iq2_xxs, TensorType::iq2_xs, TensorType::iq2_s,  TensorType::iq1_s,
    TensorType::iq1_m, TensorType::tq1_0,   TensorType::tq2_0,  TensorType::mxfp4,  TensorType::nvfp4};

std::vector<float> unpack(TensorType type, std::span<const std::byte> blocks) {
  std::vector<float> out(blocks.size() / block_bytes(type) * block_elements(type));
  dequantize(type, blocks, out);
  return out;
}

TEST_CASE("every block type unpacks to the bits of ggml's own values") {
  const std::string folder = source_dir().string() + "/tests/reference/quant/";
  for (const TensorType type : kAll) {
    const std::string name(type_name(type));
    CAPTURE(name);
    const MappedFile blocks(folder + name + ".bin");
    const MappedFile expected(folder + name + ".f32");
    const std::vector<float> values = unpack(type, blocks.bytes());
    REQUIRE(values.size() * sizeof(float) == expected.bytes().size());
    REQUIRE(values.size() > 2000);
    CHECK(std::memcmp(values.data(), expected.bytes().data(), expected.bytes().size()) == 0);
  }
}

TEST_CASE("codes with their scales and offsets give a block's values") {
  for (const TensorType type : kAll) {
    const CodeForm form = code_form(type);
    const std::string name(type_name(type));
    CAPTURE(name);
    CHECK((form.group > 0) == (block_elements(type) > 1));
    if (form.group == 0) continue;
    const MappedFile blocks(source_dir().string() + "/tests/reference/quant/" + name + ".bin");
    const std::vector<float> values = unpack(type, blocks.bytes());
    const std::size_t groups = values.size() / static_cast<std::size_t>(form.group);
    std::vector<std::uint8_t> codes(values.size());
    std::vector<float> scales(groups);
    std::vector<float> offsets(groups);
    read_codes(type, blocks.bytes(), {codes.data(), scales.data(), offsets.data()});
    std::size_t different = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::size_t group = i / static_cast<std::size_t>(form.group);
      const float value = std::fma(static_cast<float>(codes[i]), scales[group], offsets[group]);
      if (value != values[i] && !std::isnan(values[i])) ++different;
      if (codes[i] >> form.bits != 0) ++different;
    }
    CHECK(different == 0);
  }
  CHECK(code_form(TensorType::f32).group == 0);
}

TEST_CASE("blocks need no alignment") {
  const MappedFile file(source_dir().string() + "/tests/reference/quant/Q4_K.bin");
  std::vector<std::byte> shifted(file.bytes().size() + 1);
  std::memcpy(shifted.data() + 1, file.bytes().data(), file.bytes().size());
  CHECK(unpack(TensorType::q4_k, std::span(shifted).subspan(1)) == unpack(TensorType::q4_k, file.bytes()));
}

TEST_CASE("float32 is copied, and nothing gives nothing") {
  const std::vector<float> values{1.5f, -0.0f, 3e38f};
  const std::vector<float> copy = unpack(TensorType::f32, std::as_bytes(std::span(values)));
  CHECK(std::memcmp(copy.data(), values.data(), 3 * sizeof(float)) == 0);
  CHECK(unpack(TensorType::q6_k, {}).empty());
}

TEST_CASE("half precision: zeros, subnormals, the largest, infinities and NaN") {
  CHECK(half_to_float(0x3C00) == 1.0f);
  CHECK(half_to_float(0xC000) == -2.0f);
  CHECK(std::signbit(half_to_float(0x8000)));
  CHECK(half_to_float(0x0001) == 0x1p-24f);
  CHECK(half_to_float(0x03FF) == 1023 * 0x1p-24f);
  CHECK(half_to_float(0x7BFF) == 65504.0f);
  CHECK(half_to_float(0x7C00) == std::numeric_limits<float>::infinity());
  CHECK(half_to_float(0xFC00) == -std::numeric_limits<float>::infinity());
  CHECK(std::bit_cast<std::uint32_t>(half_to_float(0x7E01)) == 0x7FC02000u);
}

TEST_CASE("every half precision number has the value its bits say") {
  for (unsigned bits = 0; bits < 0x7C00; ++bits) {
    const unsigned exponent = bits >> 10;
    const unsigned mantissa = bits & 0x3FF;
    const double value =
        exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, static_cast<int>(exponent) - 25);
    if (half_to_float(static_cast<std::uint16_t>(bits)) != static_cast<float>(value)) FAIL_CHECK("half " << bits);
  }
}

TEST_CASE("every number of eight bits has the value its bits say") {
  for (unsigned bits = 0; bits < 256; ++bits) {
    CAPTURE(bits);
    const auto value_of = [&](TensorType type) {
      const std::byte stored{static_cast<unsigned char>(bits)};
      return unpack(type, {&stored, 1})[0];
    };
    const unsigned magnitude = bits & 127;
    const unsigned exponent = magnitude >> 3;
    const double e4m3 =
        exponent == 0 ? std::ldexp(magnitude, -9) : std::ldexp(8 + (magnitude & 7), static_cast<int>(exponent) - 10);
    const float value = value_of(TensorType::f8_e4m3);
    CHECK(std::signbit(value) == (bits > 127));
    CHECK((magnitude == 127 ? std::isnan(value) : std::fabs(value) == static_cast<float>(e4m3)));
    const float upper = value_of(TensorType::f8_e5m2);
    CHECK(std::bit_cast<std::uint32_t>(upper) ==
          std::bit_cast<std::uint32_t>(half_to_float(static_cast<std::uint16_t>(bits << 8))));
  }
}

TEST_CASE("a hand-worked Q4_1 block") {
  // d = 0.5, m = -1, q[i] = i low and 15 - i high.
  std::vector<std::byte> block{std::byte{0x00}, std::byte{0x38}, std::byte{0x00}, std::byte{0xBC}};
  for (unsigned i = 0; i < 16; ++i) block.push_back(static_cast<std::byte>(i | (15 - i) << 4));
  const std::vector<float> values = unpack(TensorType::q4_1, block);
  CHECK(values[0] == -1.0f);
  CHECK(values[15] == 6.5f);
  CHECK(values[16] == 6.5f);
  CHECK(values[31] == -1.0f);
}

}  // namespace
}  // namespace coldread::kernels
