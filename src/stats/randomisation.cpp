#include "stats/randomisation.h"

#include <cmath>

#include "base/mt19937.h"
#include "stats/paired.h"

namespace coldread {
namespace {

constexpr std::size_t kExact = 24;
/// Sums of the same numbers in another order differ by this much of their size at most.
constexpr double kRounding = 1e-12;

/// Random bits, a word at a time.
class Coins {
 public:
  explicit Coins(std::int64_t seed) : random_(seed) {}
  bool toss() {
    if (left_ == 0) {
      bits_ = random_.getrandbits(64);
      left_ = 64;
    }
    const bool up = (bits_ & 1) != 0;
    bits_ >>= 1;
    --left_;
    return up;
  }

 private:
  PythonRandom random_;
  std::uint64_t bits_ = 0;
  int left_ = 0;
};

double share(std::int64_t hits, std::int64_t rounds) {
  return static_cast<double>(hits + 1) / static_cast<double>(rounds + 1);
}

}  // namespace

Randomisation randomise_signs(std::span<const double> differences, std::int64_t rounds, std::int64_t seed) {
  std::vector<double> moving;  // a difference of 0 is the same under either sign
  double observed = 0, size = 0;
  for (const double difference : differences) {
    if (difference != 0) moving.push_back(difference);
    observed += difference;
    size += std::abs(difference);
  }
  if (moving.size() <= kExact) return {.p = sign_flip(moving)->p_two_sided(), .rounds = 0};
  const double bound = std::abs(observed) - kRounding * size;
  Coins coins(seed);
  std::int64_t hits = 0;
  for (std::int64_t round = 0; round < rounds; ++round) {
    double sum = 0;
    for (const double difference : moving) sum += coins.toss() ? difference : -difference;
    hits += std::abs(sum) >= bound ? 1 : 0;
  }
  return {.p = share(hits, rounds), .rounds = rounds};
}

Randomisation randomise(std::size_t units, double observed,
                        const std::function<double(const std::vector<bool>& exchanged)>& statistic, std::int64_t rounds,
                        std::int64_t seed) {
  const double bound = std::abs(observed) * (1 - kRounding);
  Coins coins(seed);
  std::vector<bool> exchanged(units);
  std::int64_t hits = 0;
  for (std::int64_t round = 0; round < rounds; ++round) {
    for (std::size_t unit = 0; unit < units; ++unit) exchanged[unit] = coins.toss();
    hits += std::abs(statistic(exchanged)) >= bound ? 1 : 0;
  }
  return {.p = share(hits, rounds), .rounds = rounds};
}

}  // namespace coldread
