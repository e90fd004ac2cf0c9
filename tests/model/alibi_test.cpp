#include "model/alibi.h"

#include <doctest/doctest.h>
#include <vector>

namespace coldread {
namespace {

TEST_CASE("slopes of eight heads are halves, in both codes") {
  const std::vector<float> halves = {0.5F, 0.25F, 0.125F, 0.0625F, 0.03125F, 0.015625F, 0.0078125F, 0.00390625F};
  CHECK(alibi_slopes(8) == halves);
  CHECK(mpt_alibi_slopes(8, 8) == halves);
}

TEST_CASE("head counts that are no power of two take every other slope of the next one, each code in its order") {
  CHECK(alibi_slopes(6) == std::vector<float>{0.25F, 0.0625F, 0.015625F, 0.00390625F, 0.5F, 0.125F});
  CHECK(mpt_alibi_slopes(6, 8) == std::vector<float>{0.25F, 0.0625F, 0.015625F, 0.00390625F, 0.5F, 0.125F});
  CHECK(mpt_alibi_slopes(3, 8) == std::vector<float>{0.0625F, 0.00390625F, 0.25F});
  CHECK(alibi_slopes(3) == std::vector<float>{0.0625F, 0.00390625F, 0.25F});
  CHECK(mpt_alibi_slopes(5, 8) == std::vector<float>{0.25F, 0.0625F, 0.015625F, 0.00390625F, 0.5F});
}

TEST_CASE("Falcon's bias of a key is rounded to bfloat16, slope and product") {
  const std::vector<float> bias = falcon_key_bias(1, 3, 0.5F);
  CHECK(bias == std::vector<float>{0.0F, 0.001953125F, 0.00390625F});
  // 16 heads: the first slope is 2^-0.5, 0.70703125 in bfloat16; 300 of it are 212.1, 212 there.
  CHECK(falcon_key_bias(16, 301, 1)[300] == 212.0F);
}

}  // namespace
}  // namespace coldread
