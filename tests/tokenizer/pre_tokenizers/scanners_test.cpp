#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/pre_tokenizers/patterns.h"

namespace coldread {
namespace {

using Pieces = std::vector<std::string>;

const Value kGpt2 = byte_level_description();
const Value kSmollm = digits_description();
const Value kLlama = split_description({kLlamaPattern});

Pieces cut(const Value& description, std::string_view text) {
  Pieces pieces;
  make_pre_tokenizer(description, "t")->split({.text = text}, [&](Stretch piece) { pieces.emplace_back(piece.text); });
  return pieces;
}

TEST_CASE("gpt2: a space goes with the word after it, runs of one class stay together") {
  const auto gpt2 = [](std::string_view text) { return cut(kGpt2, text); };
  CHECK(gpt2("") == Pieces{});
  CHECK(gpt2("Hello world") == Pieces{"Hello", " world"});
  CHECK(gpt2("it's we'll don't I'D") == Pieces{"it", "'s", " we", "'ll", " don", "'t", " I", "'", "D"});
  CHECK(gpt2("abc123 456!?") == Pieces{"abc", "123", " 456", "!?"});
  CHECK(gpt2("a  b") == Pieces{"a", " ", " b"});
  CHECK(gpt2("a \n b") == Pieces{"a", " \n", " b"});
  CHECK(gpt2("a\n\nb") == Pieces{"a", "\n", "\n", "b"});
  CHECK(gpt2("a   ") == Pieces{"a", "   "});
  CHECK(gpt2(" ") == Pieces{" "});
  CHECK(gpt2("!'s") == Pieces{"!'", "s"});
}

TEST_CASE("gpt2: letters, numbers and spaces of all of Unicode") {
  const auto gpt2 = [](std::string_view text) { return cut(kGpt2, text); };
  CHECK(gpt2("día 日本") == Pieces{"día", " 日本"});
  CHECK(gpt2("x½٣") == Pieces{"x", "½٣"});
  CHECK(gpt2("a\u3000\u00A0b") == Pieces{"a", "\u3000", "\u00A0", "b"});
  CHECK(gpt2("a\u200Bb") == Pieces{"a", "\u200B", "b"});
}

TEST_CASE("bytes that are not valid UTF-8 are characters of the last class") {
  CHECK(cut(kGpt2, "a\xFF\xC3(b") == Pieces{"a", "\xFF\xC3(", "b"});
  CHECK(cut(kGpt2, " \x80 1") == Pieces{" \x80", " 1"});
  CHECK(cut(kLlama, "\xE2\x82z") == Pieces{"\xE2\x82", "z"});
  CHECK(cut(kSmollm,
            "1\xF0\x9F"
            "2") == Pieces{"1", "\xF0\x9F", "2"});
}

TEST_CASE("smollm: every number character stands alone, and white space before it is not shared out") {
  const auto smollm = [](std::string_view text) { return cut(kSmollm, text); };
  CHECK(smollm("a123 45") == Pieces{"a", "1", "2", "3", " ", "4", "5"});
  CHECK(smollm("a  1") == Pieces{"a", "  ", "1"});
  CHECK(smollm("a  b") == Pieces{"a", " ", " b"});
  CHECK(smollm("½Ⅷ") == Pieces{"½", "Ⅷ"});
}

TEST_CASE("llama-bpe: numbers by threes, any one character before letters, line breaks after signs") {
  const auto llama = [](std::string_view text) { return cut(kLlama, text); };
  CHECK(llama("12345 6") == Pieces{"123", "45", " ", "6"});
  CHECK(llama("(abc) $x") == Pieces{"(abc", ")", " $", "x"});
  CHECK(llama("\tabc\nabc") == Pieces{"\tabc", "\n", "abc"});
  CHECK(llama("a!\r\n\nb") == Pieces{"a", "!\r\n\n", "b"});
  CHECK(llama("a  \n  \n  b") == Pieces{"a", "  \n  \n", " ", " b"});
  CHECK(llama("WE'LL it'S 'ſ") == Pieces{"WE", "'LL", " it", "'S", " '", "ſ"});
  CHECK(llama("it'ſx") == Pieces{"it", "'ſ", "x"});
  CHECK(llama("a   ") == Pieces{"a", "   "});
}

TEST_CASE("pieces put together are the text") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += static_cast<char>(i * i * 31 % 251);
  for (const Value& kind : {kGpt2, kSmollm, kLlama}) {
    std::string joined;
    for (const std::string& piece : cut(kind, text)) joined += piece;
    CHECK(joined == text);
  }
}

}  // namespace
}  // namespace coldread
