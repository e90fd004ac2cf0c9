#include "stats/paired.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.h"
#include "stats/distributions.h"
#include "stats/moments.h"

namespace coldread {
namespace {

/// The sums of every way to sign these numbers, ascending.
std::vector<double> signed_sums(std::span<const double> values) {
  std::vector<double> sums{0};
  for (const double value : values) {
    const std::size_t count = sums.size();
    for (std::size_t k = 0; k < count; ++k) {
      sums.push_back(sums[k] - value);
      sums[k] += value;
    }
  }
  std::sort(sums.begin(), sums.end());
  return sums;
}

}  // namespace

std::optional<PairedT> paired_t(std::span<const double> a, std::span<const double> b, double level) {
  COLDREAD_CHECK(a.size() == b.size());
  if (a.size() < 2) return std::nullopt;
  std::vector<double> differences;
  for (std::size_t k = 0; k < a.size(); ++k) differences.push_back(a[k] - b[k]);
  PairedT out;
  out.mean_difference = mean(differences);
  out.standard_error = mean_standard_error(differences);
  out.degrees = static_cast<double>(a.size() - 1);
  if (out.standard_error == 0) {
    const bool none = out.mean_difference == 0;
    out.t = none ? 0 : std::copysign(std::numeric_limits<double>::infinity(), out.mean_difference);
    out.p_two_sided = none ? 1 : 0;
  } else {
    out.t = out.mean_difference / out.standard_error;
    out.p_two_sided = student_two_sided(out.t, out.degrees);
  }
  const double reach = student_central(level, out.degrees) * out.standard_error;
  out.interval = {out.mean_difference - reach, out.mean_difference + reach};
  return out;
}

std::optional<SignFlip> sign_flip(std::span<const double> differences) {
  constexpr std::size_t kMost = 44;
  constexpr double kSlack = 1e-9;
  if (differences.size() > kMost) return std::nullopt;
  double observed = 0;
  for (const double difference : differences) observed += difference;
  const double bound = std::abs(observed) - kSlack;
  SignFlip out;
  out.total = std::uint64_t{1} << differences.size();
  if (bound <= 0) {
    out.count = out.total;
    return out;
  }
  // Sums of the halves: for each of the first, those of the second that bring it to bound or more. The other tail is as
  // large, since each way has its mirror image.
  const std::vector<double> first = signed_sums(differences.first(differences.size() / 2));
  const std::vector<double> second = signed_sums(differences.subspan(differences.size() / 2));
  std::size_t from = second.size();
  for (const double sum : first) {
    while (from > 0 && sum + second[from - 1] >= bound) --from;
    out.count += 2 * (second.size() - from);
  }
  return out;
}

}  // namespace coldread
