#include "io/gguf_format.h"

#include <array>

namespace coldread::gguf {
namespace {

constexpr std::array<StoredType, 38> kStoredTypes{{
    {0, "F32", TensorType::f32},          {1, "F16", TensorType::f16},
    {2, "Q4_0", TensorType::q4_0},        {3, "Q4_1", TensorType::q4_1},
    {6, "Q5_0", TensorType::q5_0},        {7, "Q5_1", TensorType::q5_1},
    {8, "Q8_0", TensorType::q8_0},        {9, "Q8_1", std::nullopt},
    {10, "Q2_K", TensorType::q2_k},       {11, "Q3_K", TensorType::q3_k},
    {12, "Q4_K", TensorType::q4_k},       {13, "Q5_K", TensorType::q5_k},
    {14, "Q6_K", TensorType::q6_k},       {15, "Q8_K", std::nullopt},
    {16, "IQ2_XXS", TensorType::iq2_xxs}, {17, "IQ2_XS", TensorType::iq2_xs},
    {18, "IQ3_XXS", TensorType::iq3_xxs}, {19, "IQ1_S", TensorType::iq1_s},
    {20, "IQ4_NL", TensorType::iq4_nl},   {21, "IQ3_S", TensorType::iq3_s},
    {22, "IQ2_S", TensorType::iq2_s},     {23, "IQ4_XS", TensorType::iq4_xs},
    {24, "I8", TensorType::other, 1},     {25, "I16", TensorType::other, 2},
    {26, "I32", TensorType::other, 4},    {27, "I64", TensorType::other, 8},
    {28, "F64", TensorType::other, 8},    {29, "IQ1_M", TensorType::iq1_m},
    {30, "BF16", TensorType::bf16},       {31, "Q4_0_4_4", std::nullopt},
    {32, "Q4_0_4_8", std::nullopt},       {33, "Q4_0_8_8", std::nullopt},
    {34, "TQ1_0", TensorType::tq1_0},     {35, "TQ2_0", TensorType::tq2_0},
    {39, "MXFP4", TensorType::mxfp4},     {40, "NVFP4", TensorType::nvfp4},
    {41, "Q1_0", std::nullopt},           {42, "Q2_0", std::nullopt},
}};

}  // namespace

std::size_t kind_bytes(std::uint32_t kind) noexcept {
  constexpr std::array<std::size_t, 13> kBytes{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  return kind < kBytes.size() ? kBytes[kind] : 0;
}

const StoredType* stored_type(std::uint32_t id) noexcept {
  for (const StoredType& type : kStoredTypes) {
    if (type.id == id) return &type;
  }
  return nullptr;
}

Value load_value(std::uint32_t kind, const std::byte* place) {
  switch (kind) {
    case u8:
      return std::int64_t{load<std::uint8_t>(place)};
    case i8:
      return std::int64_t{load<std::int8_t>(place)};
    case u16:
      return std::int64_t{load<std::uint16_t>(place)};
    case i16:
      return std::int64_t{load<std::int16_t>(place)};
    case u32:
      return std::int64_t{load<std::uint32_t>(place)};
    case i32:
      return std::int64_t{load<std::int32_t>(place)};
    case i64:
      return load<std::int64_t>(place);
    case u64: {
      const auto value = load<std::uint64_t>(place);
      if (value > static_cast<std::uint64_t>(INT64_MAX)) return static_cast<double>(value);
      return static_cast<std::int64_t>(value);
    }
    case f32:
      return static_cast<double>(load<float>(place));
    case f64:
      return load<double>(place);
    default:
      return load<std::uint8_t>(place) != 0;
  }
}

}  // namespace coldread::gguf
