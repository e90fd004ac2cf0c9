#include "base/draw.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

namespace coldread {

std::vector<std::size_t> drawn(std::size_t size, std::size_t count, const RandomStream& random) {
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  count = std::min(count, size);
  for (std::size_t i = 0; i < count; ++i) {
    const double u = random.uniform(static_cast<std::uint32_t>(i));
    std::swap(order[i], order[i + static_cast<std::size_t>(u * static_cast<double>(size - i))]);
  }
  order.resize(count);
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace coldread
