#pragma once

#include <cstddef>
#include <cstdint>

// Only kernels_portable.cpp includes this; see lanes_avx512.h, whose operations these are. Without an FMA instruction
// __builtin_fmaf is a call into the C library, exact and slow: this path is for old machines and for checking others.
namespace coldread::kernels {
namespace {

constexpr int kTileRows = 4;
constexpr int kTileVectors = 1;
constexpr int kWideRows = 0;  // see tile.inl

struct Lanes {
  float v[16];
};

template <typename Operation>
inline Lanes lanewise(Operation operation) {
  Lanes result;
  for (int i = 0; i < 16; ++i) result.v[i] = operation(i);
  return result;
}

inline Lanes load(const float* p) {
  return lanewise([&](int i) { return p[i]; });
}
inline void store(float* p, const Lanes& x) {
  for (int i = 0; i < 16; ++i) p[i] = x.v[i];
}
inline Lanes splat(float x) {
  return lanewise([&](int) { return x; });
}
inline Lanes add(const Lanes& a, const Lanes& b) {
  return lanewise([&](int i) { return a.v[i] + b.v[i]; });
}
inline Lanes sub(const Lanes& a, const Lanes& b) {
  return lanewise([&](int i) { return a.v[i] - b.v[i]; });
}
inline Lanes mul(const Lanes& a, const Lanes& b) {
  return lanewise([&](int i) { return a.v[i] * b.v[i]; });
}
inline Lanes div(const Lanes& a, const Lanes& b) {
  return lanewise([&](int i) { return a.v[i] / b.v[i]; });
}
inline Lanes fma(const Lanes& a, const Lanes& b, const Lanes& c) {
  return lanewise([&](int i) { return __builtin_fmaf(a.v[i], b.v[i], c.v[i]); });
}
inline void add_product(Lanes& sum, const Lanes& a, const Lanes& b) {
  sum = fma(a, b, sum);
}
inline Lanes max(const Lanes& a, const Lanes& b) {
  return lanewise([&](int i) { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
}
inline Lanes min(const Lanes& a, const Lanes& b) {
  return lanewise([&](int i) { return a.v[i] < b.v[i] ? a.v[i] : b.v[i]; });
}
inline Lanes if_less(const Lanes& a, const Lanes& b, const Lanes& x, const Lanes& y) {
  return lanewise([&](int i) { return a.v[i] < b.v[i] ? x.v[i] : y.v[i]; });
}
inline float power_of_two(std::int32_t n) {
  const std::int32_t bits = (n + 127) << 23;
  float result;
  __builtin_memcpy(&result, &bits, sizeof result);
  return result;
}
/// In two factors, of which the first leaves x exact: 2^n itself may be no normal float.
inline Lanes scale(const Lanes& x, const Lanes& n) {
  return lanewise([&](int i) {
    if (n.v[i] != n.v[i]) return n.v[i];
    const auto power = static_cast<std::int32_t>(n.v[i]);
    const std::int32_t first = power >> 1;
    return x.v[i] * power_of_two(first) * power_of_two(power - first);
  });
}
inline float sum(Lanes x) {
  for (int width = 8; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) x.v[i] = x.v[i] + x.v[i + width];
  }
  return x.v[0];
}
inline float largest(Lanes x) {
  for (int width = 8; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) x.v[i] = x.v[i] > x.v[i + width] ? x.v[i] : x.v[i + width];
  }
  return x.v[0];
}
inline Lanes bf16_low(const Lanes& x) {
  return lanewise([&](int i) {
    std::uint32_t bits;
    __builtin_memcpy(&bits, &x.v[i], sizeof bits);
    bits <<= 16;
    float result;
    __builtin_memcpy(&result, &bits, sizeof result);
    return result;
  });
}
inline Lanes bf16_high(const Lanes& x) {
  return lanewise([&](int i) {
    std::uint32_t bits;
    __builtin_memcpy(&bits, &x.v[i], sizeof bits);
    bits &= 0xFFFF0000U;
    float result;
    __builtin_memcpy(&result, &bits, sizeof result);
    return result;
  });
}
/// Exponent and mantissa in a float's places have an exponent 112 too low, where 31 stands for infinity and NaN.
inline Lanes f16_lanes(const std::byte* p) {
  return lanewise([&](int i) {
    std::uint16_t half;
    __builtin_memcpy(&half, p + 2 * i, sizeof half);
    const std::uint32_t magnitude = (half & 0x7FFFU) << 13;
    float value;
    __builtin_memcpy(&value, &magnitude, sizeof value);
    value *= 0x1p112F;
    std::uint32_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    if (magnitude >= 0x7C00U << 13) bits |= 0x7F800000U;
    bits |= (half & 0x8000U) << 16;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
  });
}
inline Lanes byte_lanes(const std::byte* p) {
  return lanewise([&](int i) { return static_cast<float>(static_cast<std::uint8_t>(p[i])); });
}
inline void nibble_lanes(const std::byte* p, Lanes& low, Lanes& high) {
  low = lanewise([&](int i) { return static_cast<float>(static_cast<std::uint8_t>(p[i]) & 15); });
  high = lanewise([&](int i) { return static_cast<float>(static_cast<std::uint8_t>(p[i]) >> 4); });
}
/// Adding and taking off 1.5 * 2^23 rounds to nearest even. What is not finite gives 0.
inline void store_bytes(std::int8_t* p, const Lanes& x) {
  for (int i = 0; i < 16; ++i) {
    const float rounded = (x.v[i] + 12582912.0F) - 12582912.0F;
    p[i] = rounded >= -127.0F && rounded <= 127.0F ? static_cast<std::int8_t>(rounded) : std::int8_t{0};
  }
}
inline void store_bf16(std::uint16_t* p, const Lanes& x) {
  for (int i = 0; i < 16; ++i) {
    std::uint32_t bits;
    __builtin_memcpy(&bits, &x.v[i], sizeof bits);
    const bool nan = (bits & 0x7FFFFFFFU) > 0x7F800000U;
    p[i] = static_cast<std::uint16_t>((nan ? bits | 0x400000U : bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16);
  }
}
inline void transpose(Lanes (&x)[16]) {
  for (int i = 0; i < 16; ++i) {
    for (int j = 0; j < i; ++j) {
      const float upper = x[j].v[i];
      x[j].v[i] = x[i].v[j];
      x[i].v[j] = upper;
    }
  }
}
inline void prefetch(const float*) {}
inline void prefetch_far(const char*) {}

}  // namespace
}  // namespace coldread::kernels
