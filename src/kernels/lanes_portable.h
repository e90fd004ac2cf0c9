#pragma once

#include <cstdint>

// Only kernels_portable.cpp includes this; see lanes_avx512.h, whose operations these are. Without an FMA instruction
// __builtin_fmaf is a call into the C library, exact and slow: this path is for old machines and for checking others.
namespace coldread::kernels {
namespace {

constexpr int kTileRows = 4;
constexpr int kTileVectors = 1;

struct Lanes {
  float v[16];
};
struct Bits {
  std::int32_t v[16];
};

template <typename To, typename Operation>
inline To lanewise(Operation operation) {
  To result;
  for (int i = 0; i < 16; ++i) result.v[i] = operation(i);
  return result;
}

inline Lanes load(const float* p) {
  return lanewise<Lanes>([&](int i) { return p[i]; });
}
inline void store(float* p, const Lanes& x) {
  for (int i = 0; i < 16; ++i) p[i] = x.v[i];
}
inline Lanes splat(float x) {
  return lanewise<Lanes>([&](int) { return x; });
}
inline Lanes add(const Lanes& a, const Lanes& b) {
  return lanewise<Lanes>([&](int i) { return a.v[i] + b.v[i]; });
}
inline Lanes sub(const Lanes& a, const Lanes& b) {
  return lanewise<Lanes>([&](int i) { return a.v[i] - b.v[i]; });
}
inline Lanes mul(const Lanes& a, const Lanes& b) {
  return lanewise<Lanes>([&](int i) { return a.v[i] * b.v[i]; });
}
inline Lanes div(const Lanes& a, const Lanes& b) {
  return lanewise<Lanes>([&](int i) { return a.v[i] / b.v[i]; });
}
inline Lanes fma(const Lanes& a, const Lanes& b, const Lanes& c) {
  return lanewise<Lanes>([&](int i) { return __builtin_fmaf(a.v[i], b.v[i], c.v[i]); });
}
inline Lanes max(const Lanes& a, const Lanes& b) {
  return lanewise<Lanes>([&](int i) { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
}
inline Lanes min(const Lanes& a, const Lanes& b) {
  return lanewise<Lanes>([&](int i) { return a.v[i] < b.v[i] ? a.v[i] : b.v[i]; });
}
inline Lanes if_less(const Lanes& a, const Lanes& b, const Lanes& x, const Lanes& y) {
  return lanewise<Lanes>([&](int i) { return a.v[i] < b.v[i] ? x.v[i] : y.v[i]; });
}
inline Bits bits(const Lanes& x) {
  Bits result;
  __builtin_memcpy(&result, &x, sizeof result);
  return result;
}
inline Lanes from_bits(const Bits& x) {
  Lanes result;
  __builtin_memcpy(&result, &x, sizeof result);
  return result;
}
inline std::int32_t wrap(std::uint32_t x) {
  return static_cast<std::int32_t>(x);
}
inline std::uint32_t unsign(std::int32_t x) {
  return static_cast<std::uint32_t>(x);
}
inline Bits splat_bits(std::int32_t x) {
  return lanewise<Bits>([&](int) { return x; });
}
inline Bits add(const Bits& a, const Bits& b) {
  return lanewise<Bits>([&](int i) { return wrap(unsign(a.v[i]) + unsign(b.v[i])); });
}
inline Bits sub(const Bits& a, const Bits& b) {
  return lanewise<Bits>([&](int i) { return wrap(unsign(a.v[i]) - unsign(b.v[i])); });
}
inline Bits half(const Bits& a) {
  return lanewise<Bits>([&](int i) { return a.v[i] >> 1; });
}
inline Bits to_exponent(const Bits& a) {
  return lanewise<Bits>([&](int i) { return wrap(unsign(a.v[i]) << 23); });
}
inline void prefetch(const float*) {}

}  // namespace
}  // namespace coldread::kernels
