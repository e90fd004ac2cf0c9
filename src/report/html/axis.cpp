#include "report/html/axis.h"

#include <algorithm>
#include <cmath>

namespace coldread {
namespace {

constexpr double kTicksWanted = 4;

/// 1, 2, 2.5 or 5 times a power of ten, at least the given step.
double round_step(double step) {
  const double power = std::pow(10.0, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
    if (factor == 2.5 && power < 0.1) continue;  // three decimals for a quarter of a hundredth crowd the axis
    if (factor * power >= step * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

}  // namespace

double Axis::place(double value, double width) const {
  return width * (std::clamp(value, low, high) - low) / (high - low);
}

Axis round_axis(double low, double high, bool from_zero) {
  if (from_zero) low = std::min(low, 0.0);
  if (!(high > low)) {
    const double around = std::max(std::abs(high) * 0.1, 1e-3);
    if (!from_zero) low -= around;
    high += around;
  }
  if (!from_zero) {
    const double floor = low < 0 ? -INFINITY : 0.0;  // what is never negative has no axis below zero
    low = std::max(low - (high - low) * 0.06, floor);
  }
  const double step = round_step((high - low) / kTicksWanted);
  const double first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
  Axis axis{.low = first * step, .high = last * step, .ticks = {}, .decimals = 0};
  for (double k = first; k <= last; ++k) axis.ticks.push_back(k * step);
  while (axis.decimals < 6 && std::abs(std::remainder(step, std::pow(10.0, -axis.decimals))) > 1e-9 * step) {
    ++axis.decimals;
  }
  return axis;
}

}  // namespace coldread
