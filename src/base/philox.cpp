#include "base/philox.h"

namespace coldread {
namespace {

std::uint32_t low_half(std::uint64_t value) {
  return static_cast<std::uint32_t>(value);
}
std::uint32_t high_half(std::uint64_t value) {
  return static_cast<std::uint32_t>(value >> 32);
}

class Fnv1a {
 public:
  void add(std::uint8_t byte) { state_ = (state_ ^ byte) * 0x100000001b3; }
  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325;
};

}  // namespace

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key) noexcept {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xd2511f53} * counter[0];
    const std::uint64_t p1 = std::uint64_t{0xcd9e8d57} * counter[2];
    counter = {high_half(p1) ^ counter[1] ^ key[0], low_half(p1), high_half(p0) ^ counter[3] ^ key[1], low_half(p0)};
    key[0] += 0x9e3779b9;  // the golden ratio
    key[1] += 0xbb67ae85;  // the square root of 3, less 1
  }
  return counter;
}

RandomStream::RandomStream(std::uint64_t seed, std::string_view task, std::int64_t document,
                           std::int32_t repeat) noexcept {
  Fnv1a hash;
  for (int shift = 0; shift < 64; shift += 8) {
    hash.add(static_cast<std::uint8_t>(seed >> shift));
  }
  for (const char c : task) {
    hash.add(static_cast<std::uint8_t>(c));
  }
  key_ = {low_half(hash.value()), high_half(hash.value())};
  const auto position = static_cast<std::uint64_t>(document);
  counter_ = {0, static_cast<std::uint32_t>(repeat), low_half(position), high_half(position)};
}

double RandomStream::uniform(std::uint32_t step) const noexcept {
  auto counter = counter_;
  counter[0] = step;
  const auto block = philox4x32(counter, key_);
  const std::uint64_t bits = (std::uint64_t{block[0]} << 32) | block[1];
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

}  // namespace coldread
