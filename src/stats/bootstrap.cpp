#include "stats/bootstrap.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/mt19937.h"
#include "stats/moments.h"

namespace coldread {

double bootstrap_standard_error(std::size_t n, std::int64_t iterations, const IndexStatistic& statistic) {
  COLDREAD_CHECK(n >= 1 && iterations >= 2);
  const std::int64_t chunk = std::min<std::int64_t>(1000, iterations);
  std::vector<double> replicates;
  replicates.reserve(static_cast<std::size_t>(iterations));
  for (std::int64_t i = 0; i < iterations / chunk; ++i) {
    PythonRandom random(i);
    for (std::int64_t k = 0; k < chunk; ++k) replicates.push_back(statistic(random.choices(n, n)));
  }
  return sample_deviation(replicates);
}

}  // namespace coldread
