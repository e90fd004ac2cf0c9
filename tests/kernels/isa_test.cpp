#include "kernels/isa.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <string>

#include "base/error.h"

namespace coldread::kernels {
namespace {

TEST_CASE("the portable path is always there and can be chosen") {
  const std::string before(active_isa());
  REQUIRE(available_isas().front() == "portable");
  use_isa("portable");
  CHECK(active_isa() == "portable");
  use_isa(before);
  CHECK(active_isa() == before);
}

TEST_CASE("an unknown instruction set is refused with a suggestion") {
  try {
    use_isa("avx521");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::usage);
    CHECK(std::string(error.what()).find("did you mean 'avx512'") != std::string::npos);
  }
}

}  // namespace
}  // namespace coldread::kernels
