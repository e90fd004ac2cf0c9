#include "model/rope_frequencies.h"

#include <algorithm>
#include <cmath>

#include "kernels/scalar_math.h"

namespace coldread {
namespace {

constexpr double kTwoPi = 6.283185307179586;

}  // namespace

Eigen::ArrayXd rope_frequencies(double theta, std::int64_t size) {
  return Eigen::ArrayXd::NullaryExpr(size / 2, [&](Eigen::Index i) {
    const double exponent = 2.0 * static_cast<double>(i) / static_cast<double>(size);
    return kernels::exp(-exponent * kernels::log(theta));
  });
}

void apply_llama3_scaling(Eigen::ArrayXd& f, const Llama3Scaling& scaling) {
  const double low = scaling.low_frequency_factor;
  const double high = scaling.high_frequency_factor;
  const Eigen::ArrayXd w = kTwoPi / f;
  const Eigen::ArrayXd s = (scaling.original_context / w - low) / (high - low);
  const Eigen::ArrayXd stretched = f / scaling.factor;
  const Eigen::ArrayXd mixed = (1.0 - s) * f / scaling.factor + s * f;
  f = (w < scaling.original_context / high).select(f, (w > scaling.original_context / low).select(stretched, mixed));
}

void apply_yarn_scaling(Eigen::ArrayXd& f, const YarnScaling& scaling) {
  // The pair, of R/2 with fractions, that turns so many times in the original context.
  const double pairs = static_cast<double>(f.size());
  const auto pair_of = [&](double turns) {
    return pairs * kernels::log(scaling.original_context / (turns * kTwoPi)) / kernels::log(scaling.theta);
  };
  double low = pair_of(scaling.fast);
  double high = pair_of(scaling.slow);
  if (scaling.truncate) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  low = std::max(low, 0.0);
  high = std::min(high, 2 * pairs - 1);
  if (low == high) high += 0.001;
  for (Eigen::Index i = 0; i < f.size(); ++i) {
    const double stretched = std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0);
    f[i] = f[i] / scaling.factor * stretched + f[i] * (1.0 - stretched);
  }
}

double yarn_attention_factor(double factor, double m) {
  return factor <= 1 ? 1 : 0.1 * m * kernels::log(factor) + 1;
}

double longrope_attention_factor(double factor, double original_context) {
  return factor <= 1 ? 1 : std::sqrt(1 + kernels::log(factor) / kernels::log(original_context));
}

double dynamic_theta(const DynamicScaling& scaling, std::int64_t length, std::int64_t size) {
  const double stretch = scaling.factor * static_cast<double>(length) / static_cast<double>(scaling.context);
  const double exponent = static_cast<double>(size) / static_cast<double>(size - 2);
  return scaling.theta * kernels::exp(exponent * kernels::log(stretch - (scaling.factor - 1)));
}

}  // namespace coldread
