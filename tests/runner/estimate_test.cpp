#include "runner/plan/estimate.h"

#include <doctest/doctest.h>

using namespace coldread;

namespace {

constexpr std::size_t kMega = 1'000'000;

/// Of one model that takes 100 MB a copy and 50 MB of cache.
RunEstimate two_copies() {
  ModelEstimate model;
  model.name = "m";
  model.requests = 1;
  model.weights = {.packed = 200 * kMega, .read = 100 * kMega, .loading_peak = 210 * kMega, .copies = 2};
  model.least_weights = {.packed = 100 * kMega, .read = 100 * kMega, .loading_peak = 120 * kMega, .copies = 1};
  model.demand.cache = 50 * kMega;
  RunEstimate estimate;
  estimate.models = {model};
  estimate.resident = 10 * kMega;
  estimate.peak = 11 * kMega;
  estimate.peak_of = "reading";
  return estimate;
}

}  // namespace

TEST_CASE("copies of the weights on several memory nodes count where there is room for them, else one does") {
  RunEstimate roomy = two_copies();
  count_models(roomy, 2, 300 * kMega);
  CHECK(roomy.models[0].weights.copies == 2);
  CHECK(roomy.peak > 260 * kMega);
  CHECK(roomy.peak < 270 * kMega);
  CHECK(roomy.peak_of == "evaluating m");

  RunEstimate tight = two_copies();
  count_models(tight, 2, 240 * kMega);
  CHECK(tight.models[0].weights.copies == 1);
  CHECK(tight.peak > 160 * kMega);
  CHECK(tight.peak < 170 * kMega);

  RunEstimate too_small = two_copies();  // refused by require_resources(), for one copy
  count_models(too_small, 2, 100 * kMega);
  CHECK(too_small.models[0].weights.copies == 1);
  CHECK(too_small.peak == tight.peak);
}

TEST_CASE("wide weights count where there is room for them, else narrow ones do") {
  RunEstimate roomy = two_copies();
  roomy.models[0].weights = {
      .packed = 200 * kMega, .read = 200 * kMega, .loading_peak = 210 * kMega, .copies = 1, .wide = true};
  RunEstimate tight = roomy;
  count_models(roomy, 2, 300 * kMega);
  CHECK(roomy.models[0].weights.wide);
  CHECK(roomy.peak > 260 * kMega);
  count_models(tight, 2, 240 * kMega);
  CHECK_FALSE(tight.models[0].weights.wide);
  CHECK(tight.peak < 170 * kMega);
}

TEST_CASE("a model that nothing is asked of takes no memory") {
  RunEstimate estimate = two_copies();
  estimate.models[0].requests = 0;
  count_models(estimate, 2, kMega);
  CHECK(estimate.peak == 11 * kMega);
  CHECK(estimate.peak_of == "reading");
}
