#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "stats/resampling.h"

namespace coldread {

/// Random indexes that belong to one key: the same key gives the same ones on every machine.
class KeyedDraws {
 public:
  /// key: any text, such as a digest and what is drawn for.
  explicit KeyedDraws(std::string_view key);

  /// Uniform in [0, n), from 32 random bits; 1 <= n < 2^32.
  std::size_t below(std::size_t n);

 private:
  std::array<std::uint32_t, 2> key_{};
  std::array<std::uint32_t, 4> words_{};
  std::uint64_t block_ = 0;
  std::size_t used_ = 4;
};

/// The mean over seeds of a statistic of documents, in replicates that draw units of documents and, independently,
/// seeds with replacement: `rounds` numbers in the order drawn. statistic(documents, seed): over documents with
/// repetitions. Source: Owen 2007, "The pigeonhole bootstrap".
std::vector<double> two_way_replicates(
    const Units& units, std::size_t seeds, std::int64_t rounds, std::string_view key,
    const std::function<double(std::span<const std::size_t> documents, std::size_t seed)>& statistic);

}  // namespace coldread
