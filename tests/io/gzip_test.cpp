#include "io/gzip.h"

#include <doctest/doctest.h>
#include <string>

#include "base/error.h"
#include "support/error_of.h"

using namespace coldread;

namespace {

/// gzip of "one\ntwo\n", without a time stamp.
const std::string kPacked(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xcb\xcf\x4b\xe5\x2a\x29\xcf\xe7\x02\x00\xe6\x0b\xba\x12\x08\x00\x00\x00",
    28);

}  // namespace

TEST_CASE("gzip files are unpacked, all their members") {
  CHECK(gunzip(kPacked, "x.gz") == "one\ntwo\n");
  CHECK(gunzip(kPacked + kPacked, "x.gz") == "one\ntwo\none\ntwo\n");
  CHECK(gunzip(kPacked + std::string(8, '\0'), "x.gz") == "one\ntwo\n");
  CHECK(gunzip("", "x.gz").empty());
}

TEST_CASE("damaged gzip files are errors with the file's name") {
  CHECK(test::error_of([] { gunzip(kPacked.substr(0, 20), "x.gz"); }) == "x.gz: is cut off");
  std::string damaged = kPacked;
  damaged[12] = '\x7f';
  CHECK(test::error_of([&] { gunzip(damaged, "x.gz"); }).starts_with("x.gz: is damaged"));
  CHECK(test::error_of([] { gunzip("plain text, not packed", "x.gz"); }).starts_with("x.gz: is damaged"));
}
