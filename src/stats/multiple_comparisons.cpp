#include "stats/multiple_comparisons.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace coldread {
namespace {

std::vector<std::size_t> ascending_order(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  return order;
}

}  // namespace

std::vector<double> bonferroni(std::span<const double> p_values) {
  std::vector<double> adjusted;
  for (const double p : p_values) adjusted.push_back(std::min(1.0, p * static_cast<double>(p_values.size())));
  return adjusted;
}

std::vector<double> holm(std::span<const double> p_values) {
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  std::size_t left = p_values.size();
  for (const std::size_t index : ascending_order(p_values)) {
    largest = std::max(largest, p_values[index] * static_cast<double>(left--));
    adjusted[index] = std::min(1.0, largest);
  }
  return adjusted;
}

std::vector<double> benjamini_hochberg(std::span<const double> p_values) {
  std::vector<double> adjusted(p_values.size());
  const std::vector<std::size_t> order = ascending_order(p_values);
  double smallest = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t index = order[rank - 1];
    smallest = std::min(smallest, p_values[index] * static_cast<double>(order.size()) / static_cast<double>(rank));
    adjusted[index] = smallest;
  }
  return adjusted;
}

}  // namespace coldread
