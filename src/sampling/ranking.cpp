#include "sampling/ranking.h"

#include <algorithm>
#include <functional>

namespace coldread {
namespace {

/// The largest of a block stand for it: a sixty-fourth of the values is looked at twice.
constexpr std::size_t kBlock = 64;

double largest_of(const double* block) {
  constexpr std::size_t kLanes = 8;  // side by side, for vector instructions
  double top[kLanes];
  std::copy_n(block, kLanes, top);
  for (std::size_t i = kLanes; i < kBlock; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      top[lane] = block[i + lane] > top[lane] ? block[i + lane] : top[lane];
    }
  }
  return *std::max_element(top, top + kLanes);
}

double kth_largest(std::vector<double> values, std::size_t k) {
  const auto edge = values.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(values.begin(), edge, values.end(), std::greater<>());
  return *edge;
}

}  // namespace

double reached_by(std::span<const double> values, std::size_t k) {
  const std::size_t blocks = values.size() / kBlock;
  if (k * 2 > blocks) return kth_largest({values.begin(), values.end()}, k);
  std::vector<double> tops(blocks);
  for (std::size_t block = 0; block < blocks; ++block) tops[block] = largest_of(values.data() + block * kBlock);
  return kth_largest(std::move(tops), k);
}

std::size_t Ranking::next() {
  constexpr std::size_t kFirst = 128;
  if (at_ == ranked_.size()) rank(std::min(std::max(kFirst, 4 * ranked_.size()), values_.size()));
  return ranked_[at_++];
}

/// At least so many of the first.
void Ranking::rank(std::size_t count) {
  const double smallest = reached_by(values_, count);
  ranked_.clear();
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (values_[i] >= smallest) ranked_.push_back(i);
  }
  std::sort(ranked_.begin(), ranked_.end(), [this](std::size_t a, std::size_t b) {
    if (values_[a] != values_[b]) return values_[a] > values_[b];
    return equals_ == Equals::lower_index_first ? a < b : a > b;
  });
}

}  // namespace coldread
