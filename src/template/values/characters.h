#pragma once

#include <cstddef>
#include <string_view>

namespace coldread::jinja {

/// Whether a byte of UTF-8 goes on with the code point of the byte before it.
constexpr bool continues_character(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/// Bytes that begin a code point, counted.
std::size_t count_characters(std::string_view bytes) noexcept;

inline constexpr std::size_t kShortText = 16;  ///< texts below this are cheap to compare at every position
/// As string_view's find and rfind, but in linear time whatever the texts are.
std::size_t find_bytes(std::string_view text, std::string_view wanted, std::size_t from = 0) noexcept;
std::size_t rfind_bytes(std::string_view text, std::string_view wanted);

/// Byte offset of the code point after the one at offset.
std::size_t next_character(std::string_view bytes, std::size_t offset) noexcept;
/// Byte offset of the code point with this index; the size where there are fewer.
std::size_t character_offset(std::string_view bytes, std::size_t index) noexcept;

}  // namespace coldread::jinja
