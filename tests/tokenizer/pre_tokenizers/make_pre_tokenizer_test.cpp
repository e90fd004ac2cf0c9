#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "io/json.h"
#include "support/error_of.h"
#include "tokenizer/pre_tokenizers/patterns.h"

namespace coldread {
namespace {

std::unique_ptr<PreTokenizer> made(const std::string& json) {
  return make_pre_tokenizer(parse_json(json, "t"), "file.json");
}

std::string name(const Value& description) {
  return std::string(make_pre_tokenizer(description, "file.json")->name());
}

std::string error(const std::string& json) {
  return test::error_of([&] { made(json); });
}

/// Pieces of a text, each behind a bar.
std::string cut(const PreTokenizer& pre_tokenizer, std::string_view text) {
  std::string pieces;
  pre_tokenizer.split({.text = text}, [&](std::string_view piece) { pieces.append("|").append(piece); });
  return pieces;
}

TEST_CASE("a description of known steps becomes the scanner that does them") {
  CHECK(name(byte_level_description()) == "gpt2");
  CHECK(name(digits_description()) == "smollm");
  CHECK(name(split_description(kLlamaPattern)) == "llama-bpe");
  CHECK(name(split_description(kGpt2Pattern)) == "gpt2");
  CHECK(made(R"({"type":"Sequence","pretokenizers":[{"type":"ByteLevel"}]})")->name() == "gpt2");
}

TEST_CASE("to remove what does not match is to isolate what does, where a pattern matches all of a text") {
  const auto split = [](const std::string& behavior, const char* invert) {
    const std::string pattern = to_json(Value(kLlamaPattern));
    return R"({"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":)" + pattern +
           R"(},"behavior":")" + behavior + R"(","invert":)" + invert +
           R"(},{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]})";
  };
  CHECK(made(split("Isolated", "false"))->name() == "llama-bpe");
  CHECK(made(split("Isolated", "true"))->name() == "llama-bpe");
  CHECK(made(split("Removed", "true"))->name() == "llama-bpe");
  CHECK(!error(split("Removed", "false")).empty());
  CHECK(!error(split("MergedWithPrevious", "false")).empty());
}

TEST_CASE("a space goes before a text that does not begin with one, where the description says so") {
  const auto spaced = made(R"({"type":"ByteLevel","add_prefix_space":true})");
  CHECK(cut(*spaced, "ab c") == "| ab| c");
  CHECK(cut(*spaced, " ab") == "| ab");
  CHECK(cut(*made(R"({"type":"ByteLevel","add_prefix_space":false})"), "ab") == "|ab");
}

TEST_CASE("other steps are errors that name them") {
  CHECK(error("null").find("file.json: has a pre_tokenizer (none)") != std::string::npos);
  CHECK(error(R"({"type":"Metaspace"})").find("(Metaspace)") != std::string::npos);
  CHECK(error(R"({"type":"ByteLevel","use_regex":false})").find("(ByteLevel)") != std::string::npos);
  const std::string digits = R"({"type":"Digits","individual_digits":)";
  const auto sequence = [](const std::string& steps) {
    return R"({"type":"Sequence","pretokenizers":[)" + steps + "]}";
  };
  CHECK(made(sequence(digits + R"(true},{"type":"ByteLevel"})"))->name() == "smollm");
  CHECK(error(sequence(digits + R"(false},{"type":"ByteLevel"})")).find("(Digits, ByteLevel)") != std::string::npos);
  CHECK(!error(sequence(digits + R"(true},{"type":"ByteLevel","add_prefix_space":true})")).empty());
  const std::string split = R"({"type":"Split","pattern":{"Regex":"x"},"behavior":"Isolated"})";
  CHECK(error(sequence(split + R"(,{"type":"ByteLevel","use_regex":false})")).find("(Split, ByteLevel)") !=
        std::string::npos);
}

}  // namespace
}  // namespace coldread
