#pragma once

#include <cstdint>
#include <string_view>

namespace coldread {

/// CRC-32 with Castagnoli's polynomial (RFC 3720, appendix B.4).
std::uint32_t crc32c(std::string_view bytes) noexcept;

/// The same as LevelDB and TensorFlow store it, so that a checksum over bytes with checksums in them stays one.
std::uint32_t masked_crc32c(std::string_view bytes) noexcept;

}  // namespace coldread
