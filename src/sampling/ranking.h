#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace coldread {

/// A value that k or more of them reach, and not many more where k is small. 1 <= k <= values.size().
double reached_by(std::span<const double> values, std::size_t k);

/// Indices of values from the largest down, as far as they are asked for: a cut mostly needs few of 50,000.
class Ranking {
 public:
  enum class Equals { lower_index_first, higher_index_first };

  /// The values must outlive it.
  Ranking(std::span<const double> values, Equals equals) : values_(values), equals_(equals) {}

  bool empty() const { return at_ == values_.size(); }
  /// Not where it is empty.
  std::size_t next();

 private:
  void rank(std::size_t count);

  std::span<const double> values_;
  Equals equals_;
  std::vector<std::size_t> ranked_;  ///< the first of all
  std::size_t at_ = 0;
};

}  // namespace coldread
