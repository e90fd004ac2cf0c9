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
  pre_tokenizer.split({.text = text}, [&](Stretch piece) { pieces.append("|").append(piece.text); });
  return pieces;
}

TEST_CASE("a description of known steps becomes the scanner that does them") {
  CHECK(name(byte_level_description()) == "gpt2");
  CHECK(name(digits_description()) == "smollm");
  CHECK(name(split_description({kLlamaPattern})) == "llama-bpe");
  CHECK(name(split_description({kGpt2Pattern})) == "gpt2");
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
  CHECK(made(split("Removed", "false"))->name() == "Split, ByteLevel");
  CHECK(made(split("MergedWithPrevious", "false"))->name() == "Split, ByteLevel");
}

TEST_CASE("a space goes before a text that does not begin with one, where the description says so") {
  const auto spaced = made(R"({"type":"ByteLevel","add_prefix_space":true})");
  CHECK(cut(*spaced, "ab c") == "| ab| c");
  CHECK(cut(*spaced, " ab") == "| ab");
  CHECK(cut(*made(R"({"type":"ByteLevel","add_prefix_space":false})"), "ab") == "|ab");
}

std::string cut(const std::string& json, std::string_view text) {
  return cut(*made(json), text);
}

std::string sequence(const std::string& steps) {
  return R"({"type":"Sequence","pretokenizers":[)" + steps + "]}";
}

TEST_CASE("a split does with its matches what its behavior says") {
  const auto split = [](const std::string& behavior, const char* invert = "false") {
    return cut(R"({"type":"Split","pattern":{"String":"-"},"behavior":")" + behavior + R"(","invert":)" + invert + "}",
               "The-final--countdown");
  };
  CHECK(split("Removed") == "|The|final|countdown");
  CHECK(split("Isolated") == "|The|-|final|-|-|countdown");
  CHECK(split("MergedWithPrevious") == "|The-|final-|-|countdown");
  CHECK(split("MergedWithNext") == "|The|-final|-|-countdown");
  CHECK(split("Contiguous") == "|The|-|final|--|countdown");
  CHECK(split("Removed", "true") == "|-|-|-");
}

TEST_CASE("steps cut one after the other") {
  const std::string digits = R"({"type":"Digits","individual_digits":false})";
  CHECK(cut(sequence(digits + R"(,{"type":"ByteLevel"})"), "ab 12c") == "|ab| |12|c");
  CHECK(cut(sequence(digits + R"(,{"type":"ByteLevel","add_prefix_space":true})"), "a1") == "| a| 1");
  CHECK(cut(sequence(sequence(digits) + "," + sequence(R"({"type":"WhitespaceSplit"})")), "a 1b") == "|a|1|b");
  // Behind ByteLevel a pattern sees the characters of vocabularies: U+00E9 is two, a space is U+0120.
  const std::string letter = R"({"type":"Split","pattern":{"Regex":"\u00C3|\u0120"},"behavior":"Isolated"})";
  CHECK(cut(sequence(R"({"type":"ByteLevel","use_regex":false},)" + letter), "a \u00E9") == "|a| |\xC3|\xA9");
}

TEST_CASE("words, white space and punctuation") {
  CHECK(cut(R"({"type":"Whitespace"})", " Hey_1 m\u00E9!? (x)") == "|Hey_1|m\u00E9|!?|(|x|)");
  CHECK(cut(R"({"type":"WhitespaceSplit"})", " a\tb\u00A0c!") == "|a|b|c!");
  CHECK(cut(R"({"type":"BertPreTokenizer"})", "it's $5\u2026") == "|it|'|s|$|5|\u2026");
  CHECK(cut(R"({"type":"Punctuation","behavior":"Contiguous"})", "a?!b") == "|a|?!|b");
  CHECK(cut(R"({"type":"CharDelimiterSplit","delimiter":"|"})", "a|b||c") == "|a|b|c");
  CHECK(cut(R"({"type":"FixedLength","length":2})", "a\u00E9b") == "|a\u00E9|b");
  CHECK(cut(R"({"type":"UnicodeScripts"})", " ab \u304B\u6F22\u30FC.") == "|ab |\u304B\u6F22\u30FC|.");
}

TEST_CASE("Metaspace marks spaces, and the beginning of a text as its scheme says") {
  const auto metaspace = [](const std::string& rest) {
    return R"({"type":"Metaspace","replacement":"_")" + rest + "}";
  };
  CHECK(cut(metaspace(""), "a b") == "|_a|_b");
  CHECK(cut(metaspace(""), " a") == "|_a");
  CHECK(cut(metaspace(R"(,"split":false)"), "a  b") == "|_a__b");
  CHECK(cut(metaspace(R"(,"prepend_scheme":"never")"), "a b") == "|a|_b");
  CHECK(cut(metaspace(R"(,"prepend_scheme":"first")"), "a") == "|a");  // no first stretch of a text
  CHECK(cut(metaspace(R"(,"add_prefix_space":false)"), "a") == "|a");
}

TEST_CASE("what is not known is an error that names it and the nearest") {
  CHECK(made("null") == nullptr);
  CHECK(error(R"({"type":"Metaspce"})")
            .find("the pre_tokenizer Metaspce, which is not supported; did you mean "
                  "'Metaspace'?") != std::string::npos);
  const auto split = [](const std::string& pattern, const std::string& behavior) {
    return R"({"type":"Split","pattern":)" + pattern + R"(,"behavior":")" + behavior + R"("})";
  };
  CHECK(error(split(R"({"Regex":"x(a"})", "Isolated")).find("pattern 'x(a'") != std::string::npos);
  CHECK(error(split("7", "Isolated")).find("neither a String nor a Regex") != std::string::npos);
  CHECK(error(split(R"({"Regex":"x"})", "Alone")).find("the behavior 'Alone'") != std::string::npos);
  CHECK(error(R"({"type":"CharDelimiterSplit","delimiter":"ab"})").find("is not one character") != std::string::npos);
  CHECK(error(sequence(R"({"type":"ByteLevel"},{"type":"ByteLevel"})")).find("two ByteLevel") != std::string::npos);
}

}  // namespace
}  // namespace coldread
