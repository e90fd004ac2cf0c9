#include "tokenizer/decoders/make_decoder.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "io/json.h"
#include "support/error_of.h"

namespace coldread {
namespace {

std::unique_ptr<Decoder> made(const std::string& json) {
  return make_decoder(parse_json(json, "t"), Spelling::text, "file.json");
}

std::string decoded(const std::string& json, const std::vector<std::string>& tokens) {
  const auto decoder = made(json);
  std::string text;
  for (const std::string& token : tokens) text += decoder->push(token);
  return text += decoder->finish();
}

TEST_CASE("a vocabulary of bytes puts tokens one after the other") {
  const auto decoder = make_decoder(parse_json(R"({"type":"ByteLevel"})", "t"), Spelling::byte_alphabet, "file.json");
  CHECK(decoder->push(" a") == " a");
  const auto copy = decoder->clone();
  CHECK(copy->push("\xC3") == "\xC3");
  CHECK(copy->finish().empty());
  CHECK(decoder->finish().empty());
}

TEST_CASE("each decoder does with tokens what Hugging Face tokenizers does") {
  CHECK(decoded("null", {"a", "b"}) == "a b");
  CHECK(decoded(R"({"type":"ByteLevel"})", {"\u0120a", "\u00C3", "\u3042"}) == " a\xC3\u3042");
  CHECK(decoded(R"({"type":"Metaspace","replacement":"_"})", {"_a", "_b"}) == "a b");
  CHECK(decoded(R"({"type":"Metaspace","replacement":"_","prepend_scheme":"never"})", {"_a"}) == " a");
  CHECK(decoded(R"({"type":"WordPiece"})", {"##un", "##do", "it", "n't", "!"}) == "##undo itn't!");
  CHECK(decoded(R"({"type":"WordPiece","prefix":"@@","cleanup":false})", {"a", "@@b", "!"}) == "ab !");
  CHECK(decoded(R"({"type":"BPEDecoder"})", {"a", "b</w>", "c</w>"}) == "ab c");
  CHECK(decoded(R"({"type":"Replace","pattern":{"String":"_"},"content":" "})", {"_a_", "b"}) == " a b");
  CHECK(decoded(R"({"type":"Strip","content":" ","start":1,"stop":1})", {"  a ", " "}) == " a");
}

TEST_CASE("bytes are a text once another token follows, and U+FFFD each where they are none") {
  const auto decoder = made(R"({"type":"ByteFallback"})");
  CHECK(decoder->push("<0xC3>").empty());
  CHECK(decoder->push("<0xA9>").empty());
  CHECK(decoder->push("a") == "\u00E9a");
  CHECK(decoder->push("<0xC3>").empty());
  CHECK(decoder->clone()->finish() == "\uFFFD");
  CHECK(decoder->push("<0x41>").empty());
  CHECK(decoder->finish() == "\uFFFD\uFFFD");
}

TEST_CASE("behind Fuse the whole text is one token, part by part") {
  const std::string fused = R"({"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"_"},"content":" "},
      {"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":1}]})";
  CHECK(decoded(fused, {"_a", "_", "_"}) == "a ");
  CHECK(decoded(fused, {"", "_", "_"}).empty());
  CHECK(decoded(fused, {"<0x20>", "_a"}) == " a");
  const auto decoder = made(fused);
  CHECK(decoder->push("_a") == "a");
  CHECK(decoder->push("_").empty());
  CHECK(decoder->push("b") == " b");
}

TEST_CASE("other decoders are errors that name them and the nearest") {
  const auto error = [](const std::string& json, Spelling spelling) {
    return test::error_of([&] { make_decoder(parse_json(json, "t"), spelling, "file.json"); });
  };
  CHECK(error("null", Spelling::byte_alphabet).find("file.json: has the decoder none") != std::string::npos);
  CHECK(error(R"({"type":"WordPiece"})", Spelling::byte_alphabet).find("decoder WordPiece") != std::string::npos);
  CHECK(error(R"({"type":"CTC"})", Spelling::text).find("decoder CTC, which is not supported") != std::string::npos);
  CHECK(error(R"({"type":"WordPeice"})", Spelling::text).find("did you mean 'WordPiece'?") != std::string::npos);
}

}  // namespace
}  // namespace coldread
