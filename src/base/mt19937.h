#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace coldread {

/// CPython 3.11's random.Random, number for number: few-shot examples and bootstrap replicates chosen by it are those
/// that lm-evaluation-harness chooses. For our own draws see the counter-based generator instead.
class PythonRandom {
 public:
  explicit PythonRandom(std::int64_t seed);
  explicit PythonRandom(std::string_view text);  ///< seed(str), version 2: UTF-8 text and its SHA-512
  /// seed(int) of any size: decimal digits with an optional sign. Throws Error(usage) on anything else.
  static PythonRandom from_decimal(std::string_view text);

  double random();  ///< [0, 1), 53 bits
  /// bits random bits, 1 to 64.
  std::uint64_t getrandbits(int bits);
  std::uint64_t randbelow(std::uint64_t bound);                                          ///< [0, bound), bound >= 1
  std::int64_t randint(std::int64_t low, std::int64_t high);                             ///< [low, high]
  std::int64_t randrange(std::int64_t start, std::int64_t stop, std::int64_t step = 1);  ///< not empty
  double uniform(double low, double high);
  double gauss(double mean, double deviation);

  /// k different indexes of [0, n) in order of selection. k <= n.
  std::vector<std::size_t> sample(std::size_t n, std::size_t k);
  /// k indexes of [0, n) with replacement. n >= 1.
  std::vector<std::size_t> choices(std::size_t n, std::size_t k);
  /// k indexes with replacement, by weight; the weights' sum is positive and finite.
  std::vector<std::size_t> choices(std::span<const double> weights, std::size_t k);
  std::size_t choice(std::size_t n) { return randbelow(n); }

  template <typename T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i-- > 1;) {
      using std::swap;
      swap(items[i], items[randbelow(i + 1)]);
    }
  }

 private:
  PythonRandom() = default;
  void seed_words(std::span<const std::uint32_t> key);
  std::uint32_t next32();

  static constexpr std::size_t kSize = 624;
  std::array<std::uint32_t, kSize> state_{};
  std::size_t index_ = kSize;
  double spare_gauss_ = 0;
  bool has_spare_ = false;
};

}  // namespace coldread
