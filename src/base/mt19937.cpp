#include "base/mt19937.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <unordered_set>

#include "base/error.h"
#include "base/sha512.h"

namespace coldread {
namespace {

/// Little-endian 32-bit words of a big-endian byte string, without leading zero words; at least one.
std::vector<std::uint32_t> words_of(std::string_view big_endian) {
  std::vector<std::uint32_t> words((big_endian.size() + 3) / 4);
  for (std::size_t k = 0; k < big_endian.size(); ++k) {
    const auto byte = static_cast<unsigned char>(big_endian[big_endian.size() - 1 - k]);
    words[k / 4] |= static_cast<std::uint32_t>(byte) << (8 * (k % 4));
  }
  while (words.size() > 1 && words.back() == 0) words.pop_back();
  if (words.empty()) words.push_back(0);
  return words;
}

}  // namespace

PythonRandom::PythonRandom(std::int64_t seed) {
  const std::uint64_t size = seed < 0 ? 0 - static_cast<std::uint64_t>(seed) : static_cast<std::uint64_t>(seed);
  const std::array<std::uint32_t, 2> words{static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(size >> 32)};
  seed_words(std::span(words).first(words[1] == 0 ? 1 : 2));
}

PythonRandom::PythonRandom(std::string_view text) {
  std::string bytes(text);
  for (const std::uint8_t byte : sha512(text)) bytes += static_cast<char>(byte);
  seed_words(words_of(bytes));
}

PythonRandom PythonRandom::from_decimal(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('-') || digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) {
    throw Error(ErrorCode::usage, "seed '" + std::string(text) + "' is not a whole number");
  }
  std::vector<std::uint32_t> words{0};
  for (const char digit : digits) {
    auto carry = static_cast<std::uint64_t>(digit - '0');
    for (std::uint32_t& word : words) {
      carry += std::uint64_t{word} * 10;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) words.push_back(static_cast<std::uint32_t>(carry));
  }
  PythonRandom random;
  random.seed_words(words);
  return random;
}

/// init_by_array of Matsumoto and Nishimura's reference code.
void PythonRandom::seed_words(std::span<const std::uint32_t> key) {
  auto& s = state_;
  s[0] = 19650218;
  for (std::uint32_t i = 1; i < kSize; ++i) s[i] = 1812433253u * (s[i - 1] ^ (s[i - 1] >> 30)) + i;
  std::size_t i = 1;
  const auto advance = [&] {
    if (++i == kSize) {
      s[0] = s[kSize - 1];
      i = 1;
    }
  };
  std::size_t j = 0;
  for (std::size_t k = std::max(kSize, key.size()); k > 0; --k) {
    s[i] = (s[i] ^ ((s[i - 1] ^ (s[i - 1] >> 30)) * 1664525u)) + key[j] + static_cast<std::uint32_t>(j);
    advance();
    if (++j == key.size()) j = 0;
  }
  for (std::size_t k = kSize - 1; k > 0; --k) {
    s[i] = (s[i] ^ ((s[i - 1] ^ (s[i - 1] >> 30)) * 1566083941u)) - static_cast<std::uint32_t>(i);
    advance();
  }
  s[0] = 0x80000000u;
  index_ = kSize;
}

std::uint32_t PythonRandom::next32() {
  if (index_ == kSize) {
    constexpr std::size_t kShift = 397;
    for (std::size_t k = 0; k < kSize; ++k) {
      const std::uint32_t y = (state_[k] & 0x80000000u) | (state_[(k + 1) % kSize] & 0x7FFFFFFFu);
      state_[k] = state_[(k + kShift) % kSize] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908B0DFu : 0);
    }
    index_ = 0;
  }
  std::uint32_t y = state_[index_++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9D2C5680u;
  y ^= (y << 15) & 0xEFC60000u;
  return y ^ (y >> 18);
}

double PythonRandom::random() {
  const std::uint32_t high = next32() >> 5;
  const std::uint32_t low = next32() >> 6;
  return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0);
}

std::uint64_t PythonRandom::getrandbits(int bits) {
  COLDREAD_CHECK(bits >= 1 && bits <= 64);
  if (bits <= 32) return next32() >> (32 - bits);
  const std::uint64_t low = next32();
  return low | (static_cast<std::uint64_t>(next32() >> (64 - bits)) << 32);
}

std::uint64_t PythonRandom::randbelow(std::uint64_t bound) {
  COLDREAD_CHECK(bound >= 1);
  const int bits = static_cast<int>(std::bit_width(bound));
  std::uint64_t drawn = getrandbits(bits);
  while (drawn >= bound) drawn = getrandbits(bits);
  return drawn;
}

std::int64_t PythonRandom::randint(std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(randbelow(static_cast<std::uint64_t>(high - low) + 1));
}

std::int64_t PythonRandom::randrange(std::int64_t start, std::int64_t stop, std::int64_t step) {
  COLDREAD_CHECK(step != 0);
  const std::int64_t width = stop - start;
  const std::int64_t steps = step > 0 ? (width + step - 1) / step : (width + step + 1) / step;
  COLDREAD_CHECK(steps > 0);
  return start + step * static_cast<std::int64_t>(randbelow(static_cast<std::uint64_t>(steps)));
}

double PythonRandom::uniform(double low, double high) {
  return low + (high - low) * random();
}

/// Box and Muller's pair; the second of a pair is kept for the next call.
double PythonRandom::gauss(double mean, double deviation) {
  constexpr double kTwoPi = 6.283185307179586;
  if (has_spare_) {
    has_spare_ = false;
    return mean + spare_gauss_ * deviation;
  }
  const double angle = random() * kTwoPi;
  const double radius = std::sqrt(-2.0 * std::log(1.0 - random()));
  spare_gauss_ = std::sin(angle) * radius;
  has_spare_ = true;
  return mean + std::cos(angle) * radius * deviation;
}

std::vector<std::size_t> PythonRandom::sample(std::size_t n, std::size_t k) {
  COLDREAD_CHECK(k <= n);
  std::vector<std::size_t> drawn(k);
  // Python's choice between a pool and a set of seen indexes: by the memory each would take.
  double set_size = 21;
  if (k > 5) set_size += std::pow(4.0, std::ceil(std::log(static_cast<double>(k * 3)) / std::log(4.0)));
  if (static_cast<double>(n) <= set_size) {
    std::vector<std::size_t> pool(n);
    for (std::size_t i = 0; i < n; ++i) pool[i] = i;
    for (std::size_t i = 0; i < k; ++i) {
      const std::size_t j = randbelow(n - i);
      drawn[i] = pool[j];
      pool[j] = pool[n - i - 1];
    }
    return drawn;
  }
  std::unordered_set<std::size_t> seen;
  for (std::size_t& index : drawn) {
    index = randbelow(n);
    while (!seen.insert(index).second) index = randbelow(n);
  }
  return drawn;
}

std::vector<std::size_t> PythonRandom::choices(std::size_t n, std::size_t k) {
  COLDREAD_CHECK(n >= 1);
  std::vector<std::size_t> drawn(k);
  for (std::size_t& index : drawn) index = static_cast<std::size_t>(random() * static_cast<double>(n));
  return drawn;
}

std::vector<std::size_t> PythonRandom::choices(std::span<const double> weights, std::size_t k) {
  COLDREAD_CHECK(!weights.empty());
  std::vector<double> cumulative;
  double total = 0;
  for (const double weight : weights) cumulative.push_back(total += weight);
  COLDREAD_CHECK(total > 0 && std::isfinite(total));
  std::vector<std::size_t> drawn(k);
  for (std::size_t& index : drawn) {
    const auto last = cumulative.end() - 1;  // never past the last index, whatever the rounding
    index = static_cast<std::size_t>(std::upper_bound(cumulative.begin(), last, random() * total) - cumulative.begin());
  }
  return drawn;
}

}  // namespace coldread
