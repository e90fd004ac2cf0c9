#pragma once

#include <memory>
#include <string>

#include "tokenizer/models/token_trie.h"
#include "tokenizer/token_model.h"
#include "tokenizer/vocabulary.h"

namespace coldread {

/// The longest token that a word begins with, then the longest that its rest begins with, behind a prefix; the unknown
/// token for a word that has no such rest.
/// Source: Wu et al. 2016 (word pieces), in the code of BERT.
class LongestMatch final : public TokenModel {
 public:
  struct Settings {
    TokenId unknown = 0;
    std::string continuing_prefix = "##";
    std::size_t most_characters = 100;  ///< a longer word is unknown
  };
  LongestMatch(std::shared_ptr<const Vocabulary> vocabulary, const Settings& settings);

  void encode(std::string_view word, std::vector<TokenId>& ids) const override;

 private:
  std::shared_ptr<const Vocabulary> vocabulary_;
  TokenId unknown_;
  std::size_t most_characters_;
  TokenTrie trie_;
  TokenTrie::Node continued_;  ///< where tokens within a word begin
};

}  // namespace coldread
