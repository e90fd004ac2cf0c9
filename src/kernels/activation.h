#pragma once

namespace coldread::kernels {

/// gelu_tanh: x / 2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3)));  gelu_erf: x / 2 * (1 + erf(x / sqrt(2)));
/// silu: x / (1 + exp(-x));  relu: max(x, 0);  relu_squared: max(x, 0)^2;  xielu: a x^2 + b x where x > 0, else
/// n (exp(min(x, e)) - 1 - x) + b x;  clamped_silu: g / (1 + exp(-1.702 g)) with g = min(x, limit), and where it gates
/// another projection u, it multiplies 1 + max(-limit, min(u, limit)).
/// Measured error, as a share of |x|: 1.2e-7, 2.0e-7, 1.2e-7, 0, 6e-8 of the result, 2.4e-7, 1.2e-7.
/// Source: Hendrycks & Gimpel 2016 (GELU), Ramachandran et al. 2017 (SiLU), So et al. 2021 (squared ReLU), Huang &
/// Schlag 2024 (xIELU), OpenAI 2025 (the gate of gpt-oss).
enum class Activation { none, gelu_tanh, gelu_erf, silu, relu, relu_squared, xielu, clamped_silu };

/// What some activations have beside x.
struct ActivationParameters {
  float positive = 0;  ///< xielu: a
  float negative = 0;  ///< xielu: n
  float linear = 0;    ///< xielu: b
  float bound = 0;     ///< xielu: e
  float limit = 0;     ///< clamped_silu
};

}  // namespace coldread::kernels
