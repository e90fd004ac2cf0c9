#pragma once

#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenizer/end_tokens.h"
#include "tokenizer/post_processors/fixed_ends.h"
#include "tokenizer/tokenizer.h"

namespace coldread {

struct FakeTokenizerOptions {
  SpecialTokens special = {.bos = 258, .eos = 259, .pad = std::nullopt};
  bool adds_bos = false;
  std::vector<TokenId> ends = {};  ///< of a text; none: EOS and <|endoftext|>
  bool holds_back = false;         ///< the text of each token comes out with the next one, or at the end
};

/// Bytes as tokens 0 to 255, "ab" 256, " w" 257, "<bos>" 258, "<eos>" 259, "<|endoftext|>" 260, "\n\n" 261; the longest
/// match wins.
class FakeTokenizer : public Tokenizer {
 public:
  explicit FakeTokenizer(const FakeTokenizerOptions& options = {}) : Tokenizer(parts(options)) {}

 private:
  static constexpr std::string_view kPieces[] = {"ab", " w", "<bos>", "<eos>", "<|endoftext|>", "\n\n"};

  class LongestMatch : public TokenModel {
   public:
    void encode(std::string_view piece, std::vector<TokenId>& ids) const override {
      while (!piece.empty()) {
        TokenId id = static_cast<unsigned char>(piece[0]);
        std::size_t length = 1;
        for (const TokenId longer : {256, 257, 261}) {
          if (!piece.starts_with(kPieces[longer - 256])) continue;
          id = longer;
          length = kPieces[longer - 256].size();
        }
        ids.push_back(id);
        piece.remove_prefix(length);
      }
    }
  };

  class LateDecoder : public Decoder {
   public:
    explicit LateDecoder(bool holds_back) : holds_back_(holds_back) {}
    std::unique_ptr<Decoder> clone() const override { return std::make_unique<LateDecoder>(*this); }
    std::string_view push(std::string_view token) override {
      if (!holds_back_) return token;
      out_ = std::exchange(held_, token);
      return out_;
    }
    std::string_view finish() override {
      out_ = std::exchange(held_, "");
      return out_;
    }

   private:
    bool holds_back_;
    std::string held_;
    std::string out_;
  };

  static TokenizerParts parts(const FakeTokenizerOptions& options) {
    std::vector<std::string> tokens;
    for (int byte = 0; byte < 256; ++byte) tokens.emplace_back(1, static_cast<char>(byte));
    tokens.insert(tokens.end(), std::begin(kPieces), std::end(kPieces));
    Vocabulary vocabulary("fake", std::move(tokens));
    for (const TokenId id : {258, 259, 260}) {
      vocabulary.add({.id = id, .text = std::string(kPieces[id - 256]), .special = true});
    }
    TokenizerParts parts;
    parts.vocabulary = std::make_shared<const Vocabulary>(std::move(vocabulary));
    parts.model = std::make_unique<LongestMatch>();
    parts.decoder = std::make_unique<LateDecoder>(options.holds_back);
    if (options.adds_bos) parts.post_processor = bos_eos_ends(*parts.vocabulary, options.special, true);
    parts.special_tokens = options.special;
    EndTokens ends(*parts.vocabulary);
    for (const TokenId id : options.ends) ends.add(id, "fake");
    if (options.ends.empty()) {
      if (options.special.eos) ends.add(*options.special.eos, "fake");
      ends.add_text(kEndOfText, kByItsText);
    }
    parts.end_tokens = ends.take();
    return parts;
  }
};

}  // namespace coldread
