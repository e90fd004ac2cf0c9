#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace coldread {

/// Philox4x32-10: ten rounds of multiply and xor that turn a 128-bit counter into 128 random bits under a 64-bit key.
/// Source: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3".
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key) noexcept;

/// Random numbers that belong to one generated text, not to the order of execution: number `step` is a pure function of
/// (seed, task, document, repeat, step).
///
/// Key: the 64 bits of FNV-1a over the seed's eight bytes (lowest first) and then the bytes of the task's name; the low
/// half is key[0]. Counter: {step, repeat, low half of document, high half of document}.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view task, std::int64_t document, std::int32_t repeat) noexcept;

  /// Uniform in [0, 1): (2^32 * word 0 + word 1 of the block) / 2^64, cut to 53 bits.
  double uniform(std::uint32_t step) const noexcept;

 private:
  std::array<std::uint32_t, 2> key_{};
  std::array<std::uint32_t, 4> counter_{};
};

}  // namespace coldread
