#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenizer/models/merge_table.h"
#include "tokenizer/models/token_index.h"
#include "tokenizer/token_model.h"
#include "tokenizer/vocabulary.h"

namespace coldread {

/// A piece's bytes become tokens, and pairs of tokens merge by rank.
/// Source: Sennrich et al. 2016 (byte pair encoding), Radford et al. 2019 (over bytes).
class ByteLevelBpe final : public TokenModel {
 public:
  struct Settings {
    /// Pairs of tokens' bytes, the first merge first.
    std::vector<std::pair<std::string, std::string>> merges;
    /// Takes the place of a byte the vocabulary lacks; such bytes vanish where there is none.
    std::optional<TokenId> unknown;
    bool fuses_unknown = false;  ///< one such token for several missing bytes in a row
    bool ignore_merges = false;  ///< a piece that is a token is that token, whatever the merges give
  };

  /// Throws Error(input) about the vocabulary's file where a merge names a token that it lacks.
  ByteLevelBpe(std::shared_ptr<const Vocabulary> vocabulary, const Settings& settings);

  void encode(std::string_view piece, std::vector<TokenId>& ids) const override;

 private:
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::optional<TokenId> unknown_;
  bool fuses_unknown_;
  IdsByBytes whole_pieces_;                ///< tokens that a piece becomes before any merge
  std::array<TokenId, 0x100> byte_ids_{};  ///< -1 where the vocabulary lacks the byte
  MergeTable merges_;
};

}  // namespace coldread
