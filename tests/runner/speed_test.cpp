#include "runner/speed.h"

#include <doctest/doctest.h>

#include "support/small_model.h"

namespace coldread {
namespace {

// The matrices of small_model() take 48 operations a token, attention 8 a key; the head is 20 a row.

constexpr MachinePeaks kPeaks = {.fp32 = 2, .int8 = 8, .bf16 = 4.0, .bandwidth = 1e9};
constexpr Footprint kWeights = {.read = 100};

TEST_CASE("scoring takes at least its arithmetic at the peak of its type, attention at that of float32") {
  const SpeedWork all{SpeedWork::Kind::score_all, 10, 2, 0};
  const double matrices = 10 * (2 * 48 + 2 * 20);
  const double attention = 10 * 8 * 3;
  CHECK(least_time(small_model(), "fp32", kWeights, all, kPeaks).seconds ==
        doctest::Approx((matrices + attention) / 2));
  CHECK(least_time(small_model(), "int8", kWeights, all, kPeaks).seconds ==
        doctest::Approx(matrices / 8 + attention / 2));
  CHECK(least_time(small_model(), "bf16", kWeights, all, kPeaks).seconds ==
        doctest::Approx(matrices / 4 + attention / 2));
  const SpeedWork last{SpeedWork::Kind::score_last, 10, 2, 0};
  CHECK(least_time(small_model(), "fp32", kWeights, last, kPeaks).seconds ==
        doctest::Approx((10 * (2 * 16 + 32 + 20) + 10 * 8 * 2) / 2.0));  // the first of the two ends as key and value
}

TEST_CASE("weights that are widened are so once a step, whatever the batch") {
  Footprint narrow = kWeights;
  narrow.dequantize_operations = 30;
  for (const std::int64_t batch : {1, 10}) {
    const SpeedWork work{SpeedWork::Kind::generate, batch, 2, 3};
    CHECK(least_time(small_model(), "fp32", narrow, work, kPeaks).seconds ==
          doctest::Approx(least_time(small_model(), "fp32", kWeights, work, kPeaks).seconds + 3 * 30 / kPeaks.fp32));
  }
}

TEST_CASE("generation reads all weights once a step, the first of which is the prompt") {
  MachinePeaks slow_memory = kPeaks;
  slow_memory.fp32 = 1e12;
  slow_memory.bandwidth = 10;
  const SpeedWork three{SpeedWork::Kind::generate, 2, 4, 3};
  // 4, 5 and 6 positions of two sequences, 8 bytes each.
  const double bytes = 3 * 100 + 2 * 8 * (4 + 5 + 6);
  const LeastTime least = least_time(small_model(), "fp32", kWeights, three, slow_memory);
  CHECK(least.seconds == doctest::Approx(bytes / 10));
  CHECK(least.memory_bound_seconds == least.seconds);
  CHECK(least_time(small_model(), "fp32", kWeights, three, kPeaks).memory_bound_seconds == 0);
}

}  // namespace
}  // namespace coldread
