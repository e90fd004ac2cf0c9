#include "stats/mcnemar.h"

#include <algorithm>
#include <cstdlib>

#include "stats/distributions.h"

namespace coldread {

McNemar mcnemar(std::int64_t b, std::int64_t c) {
  const std::int64_t n = b + c;
  if (n == 0) return {};
  const std::int64_t fewer = std::min(b, c);
  const double below = fair_binomial_up_to(fewer, n);
  const auto gap = static_cast<double>(std::llabs(b - c) - 1);
  McNemar out;
  out.p_exact = std::min(1.0, 2 * below);
  out.p_mid = std::min(1.0, 2 * below - fair_binomial_at(fewer, n));
  out.chi_squared = gap * gap / static_cast<double>(n);
  out.p_chi_squared = chi_squared_one_upper(out.chi_squared);
  return out;
}

}  // namespace coldread
