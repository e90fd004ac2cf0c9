#include "io/gzip.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <functional>
#include <string>
#include <zlib.h>

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

TEST_CASE("a gzip bomb is an error, repetitive text is none") {
  const auto packed = [](std::size_t bytes) {
    const std::string text(bytes, 'x');
    std::string room(bytes / 500 + 1000, '\0');
    z_stream stream{};
    REQUIRE(::deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = static_cast<uInt>(room.size());
    REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
    room.resize(room.size() - stream.avail_out);
    ::deflateEnd(&stream);
    return room;
  };
  CHECK(gunzip(packed(std::size_t{32} << 20u), "x.gz").size() == std::size_t{32} << 20u);
  CHECK(test::error_of([&] {
          gunzip(packed(std::size_t{80} << 20u), "x.gz");
        }).starts_with("x.gz: unpacks to more than 256 times its "));
}

TEST_CASE("damaged gzip files are errors with the file's name") {
  CHECK(test::error_of([] { gunzip(kPacked.substr(0, 20), "x.gz"); }) == "x.gz: is cut off");
  std::string damaged = kPacked;
  damaged[12] = '\x7f';
  CHECK(test::error_of([&] { gunzip(damaged, "x.gz"); }).starts_with("x.gz: is damaged"));
  CHECK(test::error_of([] { gunzip("plain text, not packed", "x.gz"); }).starts_with("x.gz: is damaged"));
}

TEST_CASE("what is packed unpacks to the same text, however well it packs") {
  const auto packed = [](const std::string& piece, int count) {
    return gzip([&](const std::function<void(std::string_view)>& add) {
      for (int i = 0; i < count; ++i) add(piece);
    });
  };
  CHECK(gunzip(packed("one\ntwo\n", 1), "x.gz") == "one\ntwo\n");
  CHECK(gunzip(packed("", 1), "x.gz").empty());
  CHECK(packed("one\ntwo\n", 3) == packed("one\ntwo\n", 3));
  const std::string large = packed(std::string(1u << 20u, 'x'), 80);  // smaller, it would look like a bomb
  CHECK(gunzip(large, "x.gz").size() == std::size_t{80} << 20u);
  CHECK(packed(std::string(1u << 20u, 'x'), 8).size() < 20'000);
}

TEST_CASE("a gzip file is read piece by piece") {
  const std::string text(200'000, 'x');
  const std::string packed = gzip([&](const std::function<void(std::string_view)>& add) { add(text); });
  const std::string twice = packed + packed;
  GzipReader reader(twice, "x.gz");
  std::size_t size = 0, largest = 0;
  for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next()) {
    size += piece.size();
    largest = std::max(largest, piece.size());
  }
  CHECK(size == 400'000);
  CHECK(largest <= 1u << 16u);
}
