#include "template/values/order.h"

#include <algorithm>
#include <numeric>

#include "template/values/compare.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
std::vector<std::size_t> sorted_order(Runtime& runtime, const std::vector<Item>& keys, bool reverse) {
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    runtime.spend();
    return reverse ? less(runtime, keys[b], keys[a]) : less(runtime, keys[a], keys[b]);
  });
  return order;
}

void sort_by(Runtime& runtime, std::pmr::vector<Item>& items, const std::vector<Item>& keys, bool reverse) {
  const std::vector<std::size_t> order = sorted_order(runtime, keys, reverse);
  const std::vector<Item> before(items.begin(), items.end());
  for (std::size_t i = 0; i < order.size(); ++i) items[i] = before[order[i]];
}

}  // namespace coldread::jinja
