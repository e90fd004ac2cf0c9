#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace coldread {

/// theta^(-2i/S) for i in [0, S/2), radians a position. Source: Su et al. 2021 (RoFormer).
Eigen::ArrayXd rope_frequencies(double theta, std::int64_t head_size);

/// Llama 3.1's stretching of long wavelengths.
struct Llama3Scaling {
  double factor = 1;
  double low_frequency_factor = 1;
  double high_frequency_factor = 1;
  double original_context = 0;
};

/// With w = 2 pi / f: f where w < context/high; f / factor where w > context/low; between them the mixture
/// (1-s) f/factor + s f with s = (context/w - low) / (high - low).
void apply_llama3_scaling(Eigen::ArrayXd& f, const Llama3Scaling& scaling);

}  // namespace coldread
