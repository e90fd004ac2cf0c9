#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "stats/proportion.h"

namespace coldread {

/// Student's t over the differences of paired values.
struct PairedT {
  double mean_difference = 0;
  double standard_error = 0;
  double t = 0;
  double degrees = 0;
  double p_two_sided = 1;
  Interval interval;  ///< of the mean difference, at the asked level
};

/// a - b, pair by pair. Nothing for fewer than two pairs. Where all differences are equal the p value is 1 (all 0) or
/// 0.
std::optional<PairedT> paired_t(std::span<const double> a, std::span<const double> b, double level);

/// Every way to flip the signs of the differences: how many give a sum at least as far from 0 as the observed one
/// (within 1e-9), of 2^n.
struct SignFlip {
  std::uint64_t count = 0;
  std::uint64_t total = 1;
  double p_two_sided() const { return static_cast<double>(count) / static_cast<double>(total); }
};

/// Exact for up to 44 differences, nothing for more.
std::optional<SignFlip> sign_flip(std::span<const double> differences);

}  // namespace coldread
