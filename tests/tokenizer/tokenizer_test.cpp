#include "tokenizer/tokenizer.h"

#include <doctest/doctest.h>
#include <string>
#include <utility>
#include <vector>

#include "support/error_of.h"

namespace coldread {
namespace {

using Ids = std::vector<TokenId>;

// Parts that are none of those in use: text changes on its way, and one token's text depends on others.

/// Letters become small.
class SmallLetters final : public Normalizer {
 public:
  std::string normalize(std::string_view text) const override {
    std::string small(text);
    for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return small;
  }
};

/// Cuts before spaces, which become underscores; one goes before the whole text.
class Underscores final : public PreTokenizer {
 public:
  void split(Stretch stretch, PieceSink sink) const override {
    std::string text = stretch.first ? "_" : "";
    for (const char c : stretch.text) {
      if (c == ' ' && !text.empty()) sink({.text = std::exchange(text, "")});
      text += c == ' ' ? '_' : c;
    }
    if (!text.empty()) sink({.text = text});
  }
  std::string_view name() const override { return "underscores"; }
};

/// A piece is its length.
class Lengths final : public TokenModel {
 public:
  void encode(std::string_view piece, Ids& ids) const override { ids.push_back(static_cast<TokenId>(piece.size())); }
};

class EndsWithNine final : public PostProcessor {
 public:
  void process(Ids& ids) const override { ids.push_back(9); }
  Ids process_pair(std::span<const TokenId> first, std::span<const TokenId> second) const override {
    Ids ids(first.begin(), first.end());
    ids.push_back(9);
    ids.insert(ids.end(), second.begin(), second.end());
    return ids;
  }
  std::vector<int> pair_types(std::size_t first, std::size_t second) const override {
    return std::vector<int>(first + 1 + second, 0);
  }
};

/// Underscores become spaces, but for the first of the text; digits come out together before what follows them.
class SpacesAndNumbers final : public Decoder {
 public:
  std::unique_ptr<Decoder> clone() const override { return std::make_unique<SpacesAndNumbers>(*this); }
  std::string_view push(std::string_view token) override {
    if (token.size() == 1 && token[0] >= '0' && token[0] <= '9') {
      number_ += token;
      return {};
    }
    out_ = number_.empty() ? "" : "#" + std::exchange(number_, "");
    if (token.starts_with('_')) out_ += first_ ? "" : " ";
    out_ += token.substr(token.starts_with('_') ? 1 : 0);
    first_ = false;
    return out_;
  }
  std::string_view finish() override {
    out_ = number_.empty() ? "" : "#" + std::exchange(number_, "");
    return out_;
  }

 private:
  bool first_ = true;
  std::string number_;
  std::string out_;
};

TokenizerParts parts() {
  Vocabulary vocabulary("file", {"_a", "_b", "1", "2", "", "", "", "", "", ""});
  vocabulary.add({.id = 8, .text = "<s>", .special = true});
  vocabulary.add({.id = 7, .text = "<t>", .normalized = true});
  TokenizerParts all;
  all.vocabulary = std::make_shared<const Vocabulary>(std::move(vocabulary));
  all.model = std::make_unique<Lengths>();
  all.decoder = std::make_unique<SpacesAndNumbers>();
  return all;
}

TokenizerParts all_parts() {
  TokenizerParts all = parts();
  all.normalizer = std::make_unique<SmallLetters>();
  all.pre_tokenizer = std::make_unique<Underscores>();
  all.post_processor = std::make_unique<EndsWithNine>();
  return all;
}

TEST_CASE("text goes through added tokens, normalizer, added tokens, pre-tokenizer and model") {
  const Tokenizer tokenizer(all_parts());
  CHECK(tokenizer.encode("ab cde") == Ids{3, 4});
  CHECK(tokenizer.encode("ab<s>cde f", true) == Ids{3, 8, 3, 2});  // an underscore before the whole text alone
  CHECK(tokenizer.encode("<s>ab", true) == Ids{8, 2});
  CHECK(tokenizer.encode("<s>ab") == Ids{6});
  CHECK(tokenizer.encode("<S>ab", true) == Ids{6});   // looked for before letters become small
  CHECK(tokenizer.encode("a<T>ab") == Ids{2, 7, 2});  // looked for after
  CHECK(tokenizer.encode("").empty());
  CHECK(tokenizer.pre_tokenizer() == "underscores");
}

TEST_CASE("parts that are absent leave text and ids as they are") {
  const Tokenizer tokenizer(parts());
  CHECK(tokenizer.encode("AB C<T>") == Ids{7});
  CHECK(tokenizer.encode("a b<t>c") == Ids{3, 7, 1});
  CHECK(tokenizer.post_process({1}) == Ids{1});
  CHECK(tokenizer.pre_tokenizer() == "no pre-tokenizer");
}

TEST_CASE("a post-processor adds what goes around every text") {
  CHECK(Tokenizer(all_parts()).post_process({1, 2}) == Ids{1, 2, 9});
  CHECK(Tokenizer(all_parts()).post_process_pair(Ids{1}, Ids{2}) == Ids{1, 9, 2});
}

TEST_CASE("a decoder knows what came before, and holds back what depends on what follows") {
  const Tokenizer tokenizer(all_parts());
  CHECK(tokenizer.decode(Ids{0, 1, 2, 3, 0}) == "a b#12 a");
  CHECK(tokenizer.decode(Ids{2, 8, 3}) == "#1<s>#2");
  CHECK(tokenizer.decode(Ids{2, 8, 3}, true) == "#12");
  DecodeStream stream = tokenizer.decode_stream();
  CHECK(stream.push(0) == "a");
  CHECK(stream.push(2).empty());
  DecodeStream copy = stream;
  CHECK(stream.push(3).empty());
  CHECK(copy.push(1) == "#1 b");
  CHECK(copy.finish().empty());
  copy = stream;
  CHECK(stream.finish() == "#12");
  CHECK(copy.finish() == "#12");
}

TEST_CASE("a decode stream outlives its tokenizer") {
  DecodeStream stream = Tokenizer(all_parts()).decode_stream(true);
  CHECK(stream.push(8).empty());
  CHECK(stream.push(1) == "b");
}

TEST_CASE("ids outside the vocabulary are errors") {
  const Tokenizer tokenizer(parts());
  DecodeStream stream = tokenizer.decode_stream();
  CHECK(test::error_of([&] { stream.push(10); }) == "token id 10 is outside the vocabulary of 10 tokens");
  TokenizerParts wrong = parts();
  wrong.special_tokens.eos = 10;
  CHECK(test::error_of([&] { Tokenizer{std::move(wrong)}; }) ==
        "file: names the special token 10, but the vocabulary has 10 tokens");
}

}  // namespace
}  // namespace coldread
