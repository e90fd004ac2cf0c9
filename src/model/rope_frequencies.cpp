#include "model/rope_frequencies.h"

#include "kernels/scalar_math.h"

namespace coldread {

std::vector<double> rope_frequencies(double theta, std::int64_t head_size) {
  std::vector<double> frequencies;
  for (std::int64_t i = 0; i < head_size / 2; ++i) {
    const double exponent = 2.0 * static_cast<double>(i) / static_cast<double>(head_size);
    frequencies.push_back(kernels::exp(-exponent * kernels::log(theta)));
  }
  return frequencies;
}

void apply_llama3_scaling(std::vector<double>& frequencies, const Llama3Scaling& scaling) {
  constexpr double kTwoPi = 6.283185307179586;
  const double shortest_stretched = scaling.original_context / scaling.low_frequency_factor;
  const double longest_kept = scaling.original_context / scaling.high_frequency_factor;
  for (double& frequency : frequencies) {
    const double wavelength = kTwoPi / frequency;
    if (wavelength < longest_kept) continue;
    if (wavelength > shortest_stretched) {
      frequency /= scaling.factor;
      continue;
    }
    const double share = (scaling.original_context / wavelength - scaling.low_frequency_factor) /
                         (scaling.high_frequency_factor - scaling.low_frequency_factor);
    frequency = (1.0 - share) * frequency / scaling.factor + share * frequency;
  }
}

}  // namespace coldread
