#pragma once

#include <cstdint>

#include "kernels/activation.h"
#include "kernels/generic/lanes.h"

// Elementary functions over Lanes. The operations and their order are the definition of the result.
namespace coldread::kernels {
namespace {

/// The n < 16 first lanes from memory, `fill` beyond.
inline Lanes load_part(const float* p, std::int64_t n, float fill) {
  alignas(64) float lanes[16];
  for (int i = 0; i < 16; ++i) lanes[i] = fill;
  for (std::int64_t i = 0; i < n; ++i) lanes[i] = p[i];
  return load(lanes);
}

inline void store_part(float* p, Lanes x, std::int64_t n) {
  alignas(64) float lanes[16];
  store(lanes, x);
  for (std::int64_t i = 0; i < n; ++i) p[i] = lanes[i];
}

/// P(r) of e^r = 1 + r + r^2 P(r), |r| <= ln(2)/2; by a Remez exchange, relative error of e^r 3.1e-9 before rounding.
inline Lanes exp_tail(Lanes r) {
  Lanes p = splat(0.0013814463F);
  p = fma(p, r, splat(0.008368781F));
  p = fma(p, r, splat(0.041668393F));
  p = fma(p, r, splat(0.1666652F));
  return fma(p, r, splat(0.49999994F));
}

/// e^x = 2^n e^r with n = round(x / ln 2), |r| <= ln(2)/2, and e^r by exp_tail(). Measured over every eleventh float: at most 1.006 units in the last place.
/// Below kSmallest, where the result would be no normal float, it is 0: a masked score is minus infinity, and results
/// that underflow cost a hundred cycles each (a third of the time of logits with a wide spread).
inline Lanes exp(Lanes of) {
  constexpr float kSmallest = -87.33654F;
  const Lanes x = min(splat(89.0F), max(splat(kSmallest), of));  // (NaN passes: it is the second operand)
  const Lanes round = splat(12582912.0F);  // 1.5 * 2^23: adding it leaves the integer in the low bits
  const Lanes shifted = fma(x, splat(1.44269504F), round);
  const Lanes n = sub(shifted, round);
  Lanes r = fma(n, splat(-0.693359375F), x);
  r = fma(n, splat(2.12194440e-4F), r);
  const Lanes p = add(fma(exp_tail(r), mul(r, r), r), splat(1.0F));
  return if_less(of, splat(kSmallest), splat(0.0F), scale(p, n));
}

/// Below 0.625 an odd polynomial (Cephes' tanhf), from there on 1 - 2 / (e^2|x| + 1) with the sign of x.
inline Lanes tanh(Lanes x) {
  const Lanes zero = splat(0.0F);
  const Lanes one = splat(1.0F);
  const Lanes size = max(x, sub(zero, x));
  const Lanes z = mul(x, x);
  Lanes p = splat(-5.70498872745e-3F);
  p = fma(p, z, splat(2.06390887954e-2F));
  p = fma(p, z, splat(-5.37397155531e-2F));
  p = fma(p, z, splat(1.33314422036e-1F));
  p = fma(p, z, splat(-3.33332819422e-1F));
  const Lanes near = fma(mul(p, z), x, x);
  const Lanes far = sub(one, div(splat(2.0F), add(exp(add(size, size)), one)));
  return if_less(size, splat(0.625F), near, if_less(x, zero, sub(zero, far), far));
}

/// c tanh(x / c)
inline Lanes capped(Lanes x, float c) {
  return mul(tanh(div(x, splat(c))), splat(c));
}

inline Lanes silu(Lanes x) {
  const Lanes one = splat(1.0F);
  return div(x, add(one, exp(sub(splat(0.0F), x))));
}

/// (1 + tanh(u)) / 2 = 1 / (1 + e^-2u), which needs no tanh and loses nothing where u is small or far below zero.
inline Lanes gelu_tanh(Lanes x) {
  const Lanes cubic = fma(mul(x, x), splat(0.044715F), splat(1.0F));
  const Lanes u2 = mul(mul(x, cubic), splat(-1.59576912F));  // -2 sqrt(2/pi)
  return div(x, add(splat(1.0F), exp(u2)));
}

/// x Phi(x) with Phi(-|x|) = erfc(t) / 2, t = |x| / sqrt(2), and erfc(t) = s exp(P(s) - t^2), s = 1 / (1 + t/2) (the
/// form of Numerical Recipes' erfcc; P by a Remez exchange on t in [0, 9.5], relative error 4.3e-8 before rounding).
inline Lanes gelu_erf(Lanes x) {
  const Lanes zero = splat(0.0F);
  const Lanes t = mul(max(x, sub(zero, x)), splat(0.707106781F));
  const Lanes s = div(splat(1.0F), fma(t, splat(0.5F), splat(1.0F)));
  Lanes p = splat(0.13810521F);
  p = fma(p, s, splat(-0.6435514F));
  p = fma(p, s, splat(1.0687891F));
  p = fma(p, s, splat(-0.5789485F));
  p = fma(p, s, splat(-0.1774588F));
  p = fma(p, s, splat(0.052947473F));
  p = fma(p, s, splat(0.017021492F));
  p = fma(p, s, splat(0.39031723F));
  p = fma(p, s, splat(0.9982052F));
  p = fma(p, s, splat(-1.265427F));
  const Lanes tail = mul(mul(s, splat(0.5F)), exp(fma(sub(zero, t), t, p)));  // Phi(-|x|)
  const Lanes part = mul(x, tail);
  return if_less(x, zero, part, sub(x, part));
}

/// n (e^m - 1 - x) + b x with m = min(x, e), where x is not above 0. Near 0, e^m - 1 - m = m^2 P(m) loses nothing.
struct Xielu {
  ActivationParameters with;

  Lanes operator()(Lanes x) const {
    const Lanes zero = splat(0.0F);
    const Lanes m = min(splat(with.bound), x);
    const Lanes near = mul(mul(m, m), exp_tail(m));
    const Lanes far = sub(sub(exp(m), splat(1.0F)), m);
    const Lanes curve = add(if_less(m, splat(-0.34657359F), far, near), sub(m, x));
    const Lanes bent = if_less(zero, x, mul(mul(splat(with.positive), x), x), mul(splat(with.negative), curve));
    return fma(splat(with.linear), x, bent);
  }
};

struct ClampedSilu {
  float limit;

  Lanes operator()(Lanes x) const {
    const Lanes g = min(splat(limit), x);
    return div(g, add(splat(1.0F), exp(mul(g, splat(-1.702F)))));
  }
};

/// f(x) as the gate of u.
template <typename Function>
inline Lanes gate(const Function& f, Lanes x, Lanes u) {
  return mul(f(x), u);
}
inline Lanes gate(const ClampedSilu& f, Lanes x, Lanes u) {
  return mul(f(x), add(max(splat(-f.limit), min(splat(f.limit), u)), splat(1.0F)));
}

/// use(f) with an activation as a function of Lanes: chosen once, and not for each of them.
template <typename Use>
inline void with_activation(Activation activation, const ActivationParameters& parameters, const Use& use) {
  switch (activation) {
    case Activation::gelu_tanh:
      return use([](Lanes x) { return gelu_tanh(x); });
    case Activation::gelu_erf:
      return use([](Lanes x) { return gelu_erf(x); });
    case Activation::silu:
      return use([](Lanes x) { return silu(x); });
    case Activation::relu:
      return use([](Lanes x) { return max(splat(0.0F), x); });
    case Activation::relu_squared:
      return use([](Lanes x) {
        const Lanes y = max(splat(0.0F), x);
        return mul(y, y);
      });
    case Activation::xielu:
      return use(Xielu{parameters});
    case Activation::clamped_silu:
      return use(ClampedSilu{parameters.limit});
    case Activation::none:
      return use([](Lanes x) { return x; });
  }
}

/// y[i] = f(x[i]) for f over Lanes.
template <typename Function>
inline void map(const float* x, std::int64_t size, float* y, Function function) {
  std::int64_t i = 0;
  for (; i + 16 <= size; i += 16) store(y + i, function(load(x + i)));
  if (i < size) store_part(y + i, function(load_part(x + i, size - i, 0)), size - i);
}

[[maybe_unused]] void exp_of(const float* x, std::int64_t size, float* y) {
  map(x, size, y, [](Lanes v) { return exp(v); });
}

[[maybe_unused]] void cap_of(float* x, std::int64_t size, float scale, float c) {
  map(x, size, x, [&](Lanes v) {
    const Lanes scaled = mul(v, splat(scale));
    return c == 0 ? scaled : capped(scaled, c);
  });
}

[[maybe_unused]] void activate_of(Activation activation, const ActivationParameters& parameters, const float* x,
                                  std::int64_t size, float* y) {
  with_activation(activation, parameters, [&](auto f) { map(x, size, y, f); });
}

}  // namespace
}  // namespace coldread::kernels
