#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace coldread {

/// FIPS 180-4. Here for Python's seeding by text alone; files are hashed by io/sha256.h.
std::array<std::uint8_t, 64> sha512(std::string_view bytes);

}  // namespace coldread
