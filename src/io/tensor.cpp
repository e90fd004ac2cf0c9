#include "io/tensor.h"

#include <array>
#include <utility>

#include "base/error.h"

namespace coldread {
namespace {

struct TypeFacts {
  std::string_view name;
  std::size_t block_elements = 0;
  std::size_t block_bytes = 0;
};

/// In the order of TensorType.
constexpr std::array<TypeFacts, 29> kTypes{{
    {"F32", 1, 4},       {"F16", 1, 2},        {"BF16", 1, 2},       {"F8_E4M3", 1, 1},   {"F8_E5M2", 1, 1},
    {"Q8_0", 32, 34},    {"Q4_0", 32, 18},     {"Q4_1", 32, 20},     {"Q5_0", 32, 22},    {"Q5_1", 32, 24},
    {"Q2_K", 256, 84},   {"Q3_K", 256, 110},   {"Q4_K", 256, 144},   {"Q5_K", 256, 176},  {"Q6_K", 256, 210},
    {"IQ4_NL", 32, 18},  {"IQ4_XS", 256, 136}, {"IQ3_XXS", 256, 98}, {"IQ3_S", 256, 110}, {"IQ2_XXS", 256, 66},
    {"IQ2_XS", 256, 74}, {"IQ2_S", 256, 82},   {"IQ1_S", 256, 50},   {"IQ1_M", 256, 56},  {"TQ1_0", 256, 54},
    {"TQ2_0", 256, 66},  {"MXFP4", 32, 17},    {"NVFP4", 64, 36},    {"other", 0, 0},
}};

const TypeFacts& facts(TensorType type) noexcept {
  return kTypes[static_cast<std::size_t>(type)];
}

}  // namespace

std::string_view type_name(TensorType type) noexcept {
  return facts(type).name;
}

std::size_t block_elements(TensorType type) noexcept {
  return facts(type).block_elements;
}

std::size_t block_bytes(TensorType type) noexcept {
  return facts(type).block_bytes;
}

std::optional<std::uint64_t> checked_multiply(std::uint64_t a, std::uint64_t b) noexcept {
  std::uint64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

std::optional<std::uint64_t> checked_add(std::uint64_t a, std::uint64_t b) noexcept {
  std::uint64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

std::optional<std::uint64_t> element_count(std::span<const std::int64_t> shape) noexcept {
  std::optional<std::uint64_t> count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0) return std::nullopt;
    count = checked_multiply(*count, static_cast<std::uint64_t>(size));
    if (!count) return std::nullopt;
  }
  return count;
}

std::optional<std::uint64_t> tensor_bytes(TensorType type, std::span<const std::int64_t> shape) noexcept {
  const std::size_t block = block_elements(type);
  const std::optional<std::uint64_t> count = element_count(shape);
  if (block == 0 || !count) return std::nullopt;
  const std::uint64_t row = shape.empty() ? 1 : static_cast<std::uint64_t>(shape.back());
  if (row % block != 0) return std::nullopt;
  return checked_multiply(*count / block, block_bytes(type));
}

std::string shape_text(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (const std::int64_t size : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(size);
  }
  return text + "]";
}

std::size_t TensorView::elements() const {
  const std::optional<std::uint64_t> count = element_count(shape);
  COLDREAD_CHECK(count.has_value());
  return static_cast<std::size_t>(*count);
}

bool TensorTable::add(TensorView tensor) {
  if (!index_.emplace(tensor.name, tensors_.size()).second) return false;
  tensors_.push_back(std::move(tensor));
  return true;
}

const TensorView* TensorTable::find(std::string_view name) const {
  const auto found = index_.find(std::string(name));
  return found == index_.end() ? nullptr : &tensors_[found->second];
}

}  // namespace coldread
