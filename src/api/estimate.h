#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace coldread {

/// A value with its standard error over count documents. standard_error is absent where none is defined.
struct Estimate {
  double value = 0;
  std::optional<double> standard_error;
  std::int64_t count = 0;
};

/// Where a value lies with 95 % confidence.
struct ScoreInterval {
  double low = 0, high = 0;
  std::string method;  ///< "wilson", "effective wilson", "t", "bootstrap", "cluster bootstrap", "two-way bootstrap"
};

}  // namespace coldread
