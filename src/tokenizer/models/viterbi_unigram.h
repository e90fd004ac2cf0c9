#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "tokenizer/models/token_index.h"
#include "tokenizer/models/token_trie.h"
#include "tokenizer/token_model.h"
#include "tokenizer/vocabulary.h"

namespace coldread {

/// The tokens whose scores have the highest sum, among all ways to cut a piece.
/// Source: Kudo 2018 (unigram language model), by SentencePiece's Viterbi algorithm.
class ViterbiUnigram final : public TokenModel {
 public:
  struct Settings {
    std::vector<double> scores = {};      ///< log-probabilities, by id
    std::vector<bool> reachable = {};     ///< by id: whether pieces become it
    double unknown_score = 0;             ///< of a character that is no token
    std::optional<TokenId> unknown = {};  ///< stands for such characters in a row; they vanish where there is none
    bool byte_fallback = false;           ///< or the tokens of their bytes do: "<0xE2>"
  };
  ViterbiUnigram(std::shared_ptr<const Vocabulary> vocabulary, Settings settings);

  void encode(std::string_view piece, std::vector<TokenId>& ids) const override;

 private:
  /// The best way to the place where it ends.
  struct Step {
    double score = 0;
    std::size_t begin = 0;
    TokenId id = kUnknown;
    bool reached = false;
  };
  static constexpr TokenId kUnknown = -1;

  void append_unknown(std::string_view text, std::vector<TokenId>& ids) const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  Settings settings_;
  TokenTrie trie_;
  std::vector<TokenId> byte_ids_;  ///< by byte, -1 where one has no token; empty without fallback
};

/// Below the least score, so that a token of one character goes before the unknown one.
inline constexpr double kUnknownPenalty = 10;

}  // namespace coldread
