#include "kernels/peak.h"

#include <doctest/doctest.h>

#include "kernels/isas.h"

namespace coldread::kernels {
namespace {

TEST_CASE("every instruction set of the machine has peaks of float32, bytes and bfloat16") {
  on_every_isa([] {
    CHECK(measure_peak(PeakOf::fp32, 1) > 1e6);
    CHECK(measure_peak(PeakOf::int8, 1) > 1e6);
    CHECK(BandwidthMeter(1 << 20, 2).measure() > 1e6);
    CHECK(measure_peak(PeakOf::bf16, 1) > 1e6);
  });
}

}  // namespace
}  // namespace coldread::kernels
