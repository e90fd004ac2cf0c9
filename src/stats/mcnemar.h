#pragma once

#include <cstdint>

namespace coldread {

/// Whether two runs differ in how often they are right on the same documents. Only the documents where one is right and
/// the other wrong matter; under the null hypothesis each of them is a fair coin. Source: McNemar 1947.
struct McNemar {
  double p_exact = 1;        ///< two-sided binomial
  double p_mid = 1;          ///< with half of the observed outcome's probability
  double chi_squared = 0;    ///< (|b - c| - 1)^2 / (b + c), for b = c too
  double p_chi_squared = 1;  ///< with one degree of freedom
};

/// b documents right in the first run alone, c in the second alone. p values are 1 where b + c is 0.
McNemar mcnemar(std::int64_t b, std::int64_t c);

}  // namespace coldread
