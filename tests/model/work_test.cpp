#include "model/work.h"

#include <doctest/doctest.h>

#include "support/small_model.h"

namespace coldread {
namespace {

TEST_CASE("the work of a token counts each weight's multiply and add") {
  // Queries, keys and values 2 x 4, attention's output 2 x 2, up and down 2 x 3: 24 weights.
  CHECK(work_of(small_model(), 0, 1, 0).matrix_operations == 48);
  ModelConfig gated = small_model();
  gated.gated = true;
  CHECK(work_of(gated, 0, 1, 0).matrix_operations == 60);
  CHECK(work_of(small_model(), 0, 3, 0).matrix_operations == 3 * 48);
}

TEST_CASE("the head counts where logits are asked for") {
  CHECK(work_of(small_model(), 0, 3, 2).matrix_operations == 3 * 48 + 2 * 2 * 2 * 5);
}

TEST_CASE("attention counts the keys that each position sees") {
  CHECK(work_of(small_model(), 0, 1, 0).attention_operations == 8);  // two heads, scores and sums of one key
  CHECK(work_of(small_model(), 0, 3, 0).attention_operations == 8 * (1 + 2 + 3));
  CHECK(work_of(small_model(), 7, 2, 0).attention_operations == 8 * (8 + 9));
  CHECK(work_of(small_model(), 7, 2, 0).cache_bytes == 9 * 2 * 4);  // nine positions, a key and a value of four bytes
}

}  // namespace
}  // namespace coldread
