#include "tokenizer/decoders/make_decoder.h"

#include <doctest/doctest.h>
#include <string>

#include "io/json.h"
#include "support/error_of.h"

namespace coldread {
namespace {

std::unique_ptr<Decoder> made(const std::string& json) {
  return make_decoder(parse_json(json, "t"), "file.json");
}

TEST_CASE("ByteLevel puts tokens one after the other") {
  const auto decoder = made(R"({"type":"ByteLevel"})");
  CHECK(decoder->push(" a") == " a");
  const auto copy = decoder->clone();
  CHECK(copy->push("\xC3") == "\xC3");
  CHECK(copy->finish().empty());
  CHECK(decoder->finish().empty());
}

TEST_CASE("other decoders are errors that name them") {
  const auto error = [](const std::string& json) { return test::error_of([&] { made(json); }); };
  CHECK(error("null").find("file.json: has the decoder none") != std::string::npos);
  CHECK(error(R"({"type":"WordPiece"})").find("decoder WordPiece") != std::string::npos);
  CHECK(error(R"({"type":"Sequence","decoders":[{"type":"ByteLevel"},{"type":"Fuse"}]})")
            .find("decoder ByteLevel, Fuse") != std::string::npos);
}

}  // namespace
}  // namespace coldread
