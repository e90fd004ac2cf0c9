#pragma once

#include <cstdint>

// Only kernels_portable.cpp includes this.
namespace coldread::kernels {
namespace {

constexpr int kInt8TileRows = 4;

/// 16 sums of 32 bits.
struct Ints {
  std::int32_t v[16];
};
/// 16 times 4 bytes.
struct Quads {
  std::int8_t v[64];
};

inline Ints start_dot(std::int32_t) {
  return {};
}
/// Weights, without their offset of 128.
inline Quads load_quads(const std::byte* p) {
  Quads result;
  for (int i = 0; i < 64; ++i) result.v[i] = static_cast<std::int8_t>(std::to_integer<int>(p[i]) - 128);
  return result;
}
inline Quads splat_quad(const char* p) {
  Quads result;
  for (int i = 0; i < 64; ++i) result.v[i] = static_cast<std::int8_t>(p[i % 4]);
  return result;
}
inline void add_dot(Ints& sum, const Quads& w, const Quads& x) {
  for (int i = 0; i < 64; ++i) sum.v[i / 4] += std::int32_t{w.v[i]} * x.v[i];
}
inline Lanes to_lanes(const Ints& x) {
  return lanewise([&](int i) { return static_cast<float>(x.v[i]); });
}

}  // namespace
}  // namespace coldread::kernels
