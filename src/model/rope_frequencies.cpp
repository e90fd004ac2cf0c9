#include "model/rope_frequencies.h"

#include "kernels/scalar_math.h"

namespace coldread {

Eigen::ArrayXd rope_frequencies(double theta, std::int64_t head_size) {
  return Eigen::ArrayXd::NullaryExpr(head_size / 2, [&](Eigen::Index i) {
    const double exponent = 2.0 * static_cast<double>(i) / static_cast<double>(head_size);
    return kernels::exp(-exponent * kernels::log(theta));
  });
}

void apply_llama3_scaling(Eigen::ArrayXd& f, const Llama3Scaling& scaling) {
  constexpr double kTwoPi = 6.283185307179586;
  const double low = scaling.low_frequency_factor;
  const double high = scaling.high_frequency_factor;
  const Eigen::ArrayXd w = kTwoPi / f;
  const Eigen::ArrayXd s = (scaling.original_context / w - low) / (high - low);
  const Eigen::ArrayXd stretched = f / scaling.factor;
  const Eigen::ArrayXd mixed = (1.0 - s) * f / scaling.factor + s * f;
  f = (w < scaling.original_context / high).select(f, (w > scaling.original_context / low).select(stretched, mixed));
}

}  // namespace coldread
