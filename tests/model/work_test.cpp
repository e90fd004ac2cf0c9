#include "model/work.h"

#include <doctest/doctest.h>

#include "support/small_model.h"

namespace coldread {
namespace {

// Queries, keys and values 2 x 4, attention's output 2 x 2, up and down 2 x 3: 24 weights; a head of 2 x 5.
constexpr double kHead = 20;

TEST_CASE("the work of a token counts each weight's multiply and add") {
  CHECK(work_of(small_model(), 0, 1, 1).matrix_operations == 48 + kHead);
  ModelConfig gated = small_model();
  gated.layers[0].feed_forward.gated = true;
  CHECK(work_of(gated, 0, 1, 1).matrix_operations == 60 + kHead);
  CHECK(work_of(small_model(), 0, 3, 3).matrix_operations == 3 * (48 + kHead));
}

TEST_CASE("of experts a token works through those that its router chooses") {
  ModelConfig sparse = small_model();
  use_experts(sparse.layers[0], {.count = 4, .used = 2, .width = 3});
  // In place of up and down a router of 4 x 2, and twice an up and a down of 2 x 3.
  CHECK(work_of(sparse, 0, 1, 1).matrix_operations == 2 * (12 + 8 + 24) + kHead);
  use_experts(sparse.layers[0], {.count = 4, .used = 2, .width = 3, .shared_gated = true}, 5);
  CHECK(work_of(sparse, 0, 1, 1).matrix_operations == 2 * (12 + 8 + 24 + 20 + 2) + kHead);
}

TEST_CASE("a position that nobody asks for ends as key and value of the last layer") {
  CHECK(work_of(small_model(), 0, 3, 1).matrix_operations == 3 * 16 + 32 + kHead);
  CHECK(work_of(small_model(), 0, 3, 0).attention_operations == 0);
  ModelConfig two = small_model();
  two.layers.push_back(two.layers[0]);
  CHECK(work_of(two, 0, 3, 1).matrix_operations == 3 * 48 + 3 * 16 + 32 + kHead);
  CHECK(work_of(two, 7, 2, 1).attention_operations == 8 * (8 + 9) + 8 * 9);
}

TEST_CASE("attention counts the keys that each position sees") {
  CHECK(work_of(small_model(), 0, 1, 1).attention_operations == 8);  // two heads, scores and sums of one key
  CHECK(work_of(small_model(), 0, 3, 3).attention_operations == 8 * (1 + 2 + 3));
  CHECK(work_of(small_model(), 7, 2, 2).attention_operations == 8 * (8 + 9));
  CHECK(work_of(small_model(), 7, 2, 0).cache_bytes == 9 * 2 * 4);  // nine positions, a key and a value of four bytes
}

}  // namespace
}  // namespace coldread
