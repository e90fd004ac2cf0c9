#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "api/value.h"
#include "io/tensor.h"

// The numbers of the GGUF format, for gguf.cpp and gguf_metadata.cpp.
namespace coldread::gguf {

/// Kinds of metadata values, by the numbers the format gives them.
enum Kind : std::uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, string, array, u64, i64, f64 };

/// Bytes of one value of fixed size; 0 for strings, arrays and unknown kinds.
std::size_t kind_bytes(std::uint32_t kind) noexcept;

inline bool is_integer_kind(std::uint32_t kind) noexcept {
  return kind <= i32 || kind == u64 || kind == i64;
}

/// ggml's tensor types. One without type is known by name but not read.
struct StoredType {
  std::uint32_t id = 0;
  std::string_view name;
  std::optional<TensorType> type;
  std::size_t other_bytes = 0;  ///< of one element, for TensorType::other
};

/// nullptr for an unknown number.
const StoredType* stored_type(std::uint32_t id) noexcept;

/// A little-endian number at a place that is known to lie in the file.
template <typename T>
T load(const std::byte* place) {
  static_assert(std::endian::native == std::endian::little);
  T value{};
  std::memcpy(&value, place, sizeof(T));
  return value;
}

/// A number, or a boolean, from a place known to lie in the file.
Value load_value(std::uint32_t kind, const std::byte* place);

}  // namespace coldread::gguf
