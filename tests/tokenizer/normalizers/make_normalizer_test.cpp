#include "tokenizer/normalizers/make_normalizer.h"

#include <doctest/doctest.h>
#include <string>

#include "io/json.h"
#include "support/error_of.h"

namespace coldread {
namespace {

std::unique_ptr<Normalizer> made(const std::string& json) {
  return make_normalizer(parse_json(json, "t"), "file.json");
}

TEST_CASE("NFC composes characters, alone or as a step of a sequence") {
  const auto nfc = made(R"({"type":"NFC"})");
  CHECK(nfc->normalize("e\u0301\u1100\u1161") == "\u00E9\uAC00");
  CHECK(nfc->normalize("e\xFF\u0301") == "e\xFF\u0301");
  const auto twice = made(R"({"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"NFC"}]})");
  CHECK(twice->normalize("e\u0301") == "\u00E9");
}

TEST_CASE("no normalizer is none") {
  CHECK(made("null") == nullptr);
  CHECK(made(R"({"type":"Sequence","normalizers":[]})") == nullptr);
}

TEST_CASE("other normalizers are errors that name them") {
  const auto error = [](const std::string& json) { return test::error_of([&] { made(json); }); };
  CHECK(error(R"({"type":"Lowercase"})").find("file.json: has the normalizer Lowercase") != std::string::npos);
  CHECK(error(R"({"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"NFKC"}]})").find("normalizer NFKC") !=
        std::string::npos);
  CHECK(error("[]").find("normalizer ?") != std::string::npos);
}

}  // namespace
}  // namespace coldread
