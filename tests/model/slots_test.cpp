#include "model/slots.h"

#include <doctest/doctest.h>
#include <type_traits>
#include <vector>

namespace coldread {
namespace {

TEST_CASE("every slot is visited once, a norm before the matrix that reads what it norms") {
  PerSlot<LinearSlot, int> linears;
  PerSlot<NormSlot, int> norms;
  for_each_slot([&](auto slot) {
    if constexpr (std::is_same_v<decltype(slot), NormSlot>) {
      ++norms[slot];
    } else {
      ++linears[slot];
      if (const auto norm = norm_before(slot)) CHECK(norms[*norm] == 1);
    }
  });
  for (const int visits : linears.values) CHECK(visits == 1);
  for (const int visits : norms.values) CHECK(visits == 1);
}

TEST_CASE("the walks of one kind keep the order of the whole") {
  std::vector<LinearSlot> linears;
  for_each_linear([&](LinearSlot slot) { linears.push_back(slot); });
  CHECK(linears == std::vector{LinearSlot::qkv, LinearSlot::attention_out, LinearSlot::up, LinearSlot::down});
  std::vector<NormSlot> norms;
  for_each_norm([&](NormSlot slot) { norms.push_back(slot); });
  CHECK(norms == std::vector{NormSlot::attention, NormSlot::query, NormSlot::key, NormSlot::attention_branch,
                             NormSlot::attention_sum, NormSlot::feed_forward, NormSlot::feed_forward_branch,
                             NormSlot::feed_forward_sum});
}

TEST_CASE("a layer holds a value of its own for each slot") {
  LayerOf<int, int> layer;
  int next = 0;
  for_each_slot([&](auto slot) { layer[slot] = ++next; });
  CHECK(layer[NormSlot::attention] == 1);
  CHECK(layer[LinearSlot::qkv] == 2);
  CHECK(layer[LinearSlot::down] == 10);
}

}  // namespace
}  // namespace coldread
