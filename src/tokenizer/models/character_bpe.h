#pragma once

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

/// A piece's characters become tokens, and pairs of tokens merge.
/// Source: Sennrich et al. 2016 (byte pair encoding); Kudo & Richardson 2018 (SentencePiece).
class CharacterBpe final : public TokenModel {
 public:
  struct Settings {
    bool bytes = false;                  ///< the characters are bytes
    std::string continuing_prefix = {};  ///< in front of all characters of a piece but its first
    std::string word_suffix = {};        ///< behind its last
    bool byte_fallback = false;          ///< a character that is no token becomes the tokens of its bytes: "<0xE2>"
    /// Takes the place of other characters that are no token; they vanish where there is none.
    std::optional<TokenId> unknown = {};
    bool fuses_unknown = false;       ///< one such token for several characters in a row
    bool ignore_merges = false;       ///< a piece that is a token is that token, whatever the merges give
    std::vector<TokenId> whole = {};  ///< so are pieces that are one of these, in any case
  };

  /// merges: between tokens of the vocabulary.
  CharacterBpe(std::shared_ptr<const Vocabulary> vocabulary, Settings settings, MergeTable merges);

  void encode(std::string_view piece, std::vector<TokenId>& ids) const override;

 private:
  void encode_word(std::string_view word, std::vector<TokenId>& ids) const;
  std::size_t character_length(std::string_view word, std::size_t position) const;
  TokenId find_character(std::string_view character, bool first, bool last) const;
  bool append_bytes(std::string_view character, bool first, bool last, std::vector<TokenId>& symbols) const;
  std::string written(std::string_view character, bool first, bool last) const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  Settings settings_;
  IdsByBytes ids_;
  IdsByBytes whole_pieces_;
  std::vector<TokenId> byte_ids_;  ///< by byte, where characters fall back to them
  MergeTable merges_;
  bool cuts_at_marks_ = false;  ///< no merge goes over the border in front of a mark that stands for a space
};

}  // namespace coldread
