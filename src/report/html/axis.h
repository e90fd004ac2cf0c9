#pragma once

#include <string>
#include <vector>

namespace coldread {

/// A range of values with round ends and the ticks to print.
struct Axis {
  double low = 0, high = 1;
  std::vector<double> ticks;
  int decimals = 1;  ///< that tell the ticks apart

  /// Where a value stands between 0 and width; values outside stand at the ends.
  double place(double value, double width) const;
};

/// An axis over [low, high] with three to six ticks at 1, 2, 2.5 or 5 times a power of ten. from_zero starts it at
/// zero; otherwise there is some room below low.
Axis round_axis(double low, double high, bool from_zero);

}  // namespace coldread
