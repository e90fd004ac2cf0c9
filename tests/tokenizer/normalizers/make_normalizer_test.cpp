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

std::string normalized(const std::string& json, std::string_view text) {
  return made(json)->normalize(text);
}

TEST_CASE("each normalizer does what Hugging Face tokenizers does") {
  CHECK(normalized(R"({"type":"NFD"})", "\u00E9") == "e\u0301");
  CHECK(normalized(R"({"type":"NFKC"})", "\uFB01\u2460") == "fi1");
  CHECK(normalized(R"({"type":"NFKD"})", "\uFB01\u00E9") == "fie\u0301");
  CHECK(normalized(R"({"type":"Lowercase"})", "A\u0130\u03A3 \u03A3\xFF") == "ai\u0307\u03C3 \u03C3\xFF");
  CHECK(normalized(R"({"type":"StripAccents"})", "e\u0301\u00E9") == "e\u00E9");
  CHECK(normalized(R"({"type":"Strip","strip_left":true,"strip_right":true})", " \ta b\u3000") == "a b");
  CHECK(normalized(R"({"type":"Strip","strip_left":false,"strip_right":true})", "  ").empty());
  CHECK(normalized(R"({"type":"Prepend","prepend":"_"})", "a") == "_a");
  CHECK(normalized(R"({"type":"Prepend","prepend":"_"})", "").empty());
  CHECK(normalized(R"({"type":"Replace","pattern":{"String":" "},"content":"_"})", "a b  ") == "a_b__");
  CHECK(normalized(R"({"type":"Replace","pattern":{"Regex":" {2,}"},"content":"_"})", "a   b ") == "a_b ");
  CHECK(normalized(R"({"type":"Nmt"})", "a\x01\tb\u200B") == "a b ");
  CHECK(normalized(R"({"type":"ByteLevel"})", " \u00E9") == "\u0120\u00C3\u00A9");
}

TEST_CASE("BERT's normalizer cleans, parts ideographs, and strips accents where it lowers") {
  CHECK(normalized(R"({"type":"BertNormalizer","lowercase":true})", "\u00C9\tA\u200D\u6F22") == "e a \u6F22 ");
  CHECK(normalized(R"({"type":"BertNormalizer","lowercase":false})", "\u00C9\u6F22") == "\u00C9 \u6F22 ");
  CHECK(normalized(R"({"type":"BertNormalizer","lowercase":true,"strip_accents":false,"handle_chinese_chars":false,
                       "clean_text":false})",
                   "\u00C9\t\u6F22") == "\u00E9\t\u6F22");
}

/// One rule, "A" to "bc", as SentencePiece compiles it.
const std::string kRule = R"({"type":"Precompiled","precompiled_charsmap":")";

TEST_CASE("other normalizers are errors that name them and the nearest") {
  const auto error = [](const std::string& json) { return test::error_of([&] { made(json); }); };
  CHECK(error(R"({"type":"Lowercse"})")
            .find("the normalizer Lowercse, which is not supported; did you mean "
                  "'Lowercase'?") != std::string::npos);
  CHECK(error("[]").find("normalizer ?") != std::string::npos);
  CHECK(error(R"({"type":"Prepend"})").find("without the text 'prepend'") != std::string::npos);
  CHECK(error(kRule + "*\"}").find("is not base64") != std::string::npos);
  CHECK(error(kRule + "AAAA\"}").find("holds no rules") != std::string::npos);
}

}  // namespace
}  // namespace coldread
