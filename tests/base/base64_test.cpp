#include "base/base64.h"

#include <doctest/doctest.h>

namespace coldread {
namespace {

TEST_CASE("base64, with padding or without") {
  CHECK(base64_decoded("") == "");
  CHECK(base64_decoded("Zg==") == "f");
  CHECK(base64_decoded("Zm8") == "fo");
  CHECK(base64_decoded("Zm9vYmFy") == "foobar");
  CHECK(base64_decoded("+/8=") == "\xFB\xFF");
}

TEST_CASE("other texts are none") {
  CHECK(!base64_decoded("Z"));
  CHECK(!base64_decoded("Zm9v\n"));
  CHECK(!base64_decoded("Zm=v"));
}

}  // namespace
}  // namespace coldread
