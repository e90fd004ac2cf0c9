#include "io/encoding.h"

#include <doctest/doctest.h>

#include "support/error_of.h"

using namespace coldread;
using test::contains;
using test::error_of;

TEST_CASE("bytes of an encoding become UTF-8, by the names that Python has") {
  CHECK(decode("caf\xE9", "latin-1", "f") == "café");
  CHECK(decode("caf\xE9 \x80", "CP1252", "f") == "café €");
  CHECK(decode(std::string_view("\xFF\xFE"
                                "a\0\xE9\0",
                                6),
               "utf-16", "f") == "aé");
  CHECK(decode(std::string_view("a\0\xE9\0", 4), "UTF-16-LE", "f") == "aé");
  CHECK(decode(std::string_view("\0a\0\xE9", 4), "utf_16_be", "f") == "aé");
  CHECK(decode("\xEF\xBB\xBF"
               "a",
               "utf-8-sig", "f") == "a");
  CHECK(decode("", "utf-16", "f").empty());
  CHECK(decode(std::string(200'000, '\xE9'), "latin-1", "f").size() == 400'000);  // more than is converted at a time
}

TEST_CASE("bytes that are not of the encoding are named with their line and offset") {
  CHECK(contains(error_of([] { decode("a\nb\x81", "cp1252", "f"); }), "f:2: byte 0x81 at offset 3 is not cp1252"));
  CHECK(contains(error_of([] { decode("a\nb\xE9", "utf-8", "f"); }), "f:2: byte 0xE9"));
  CHECK(contains(error_of([] { decode(std::string_view("a\0b", 3), "utf-16-le", "f"); }), "offset 2"));
  CHECK(
      contains(error_of([] { decode("a", "latin-11", "f"); }), "unknown encoding 'latin-11'; did you mean 'latin-1'?"));
  CHECK(contains(error_of([] { decode("a", "ISO-2022-CN-EXT", "f"); }), "unknown encoding"));
}

TEST_CASE("the first byte that is not UTF-8 has a place and a cure") {
  CHECK_FALSE(first_bad_byte("café\n\U0001F600", "f").has_value());
  const auto bad = first_bad_byte("x,y\ncaf\xE9,1\n", "f");
  REQUIRE(bad.has_value());
  CHECK(to_string(bad->place) == "f:2:4: ");
  CHECK(contains(bad->message, "byte 0xE9 is not UTF-8; save the file as UTF-8, or set 'encoding'"));
}

TEST_CASE("a file is known by its first bytes") {
  CHECK(binary_kind("\x1F\x8B\x08") == "gzip");
  CHECK(binary_kind("PAR1....PAR1") == "Parquet");
  CHECK(binary_kind("PAR1,x\n").empty());
  CHECK(binary_kind("BZh91AY&SY") == "bzip2");
  CHECK(binary_kind("BZh,x\n").empty());
  CHECK(binary_kind("\xFF\xFE{\0") == "UTF-16");
  CHECK(binary_kind(std::string_view("{\0\"\0", 4)) == "UTF-16");
  CHECK(binary_kind("{\"x\": 1}").empty());
  CHECK(binary_kind("").empty());
}
