#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tokenizer/added_tokens.h"
#include "tokenizer/models/merge_table.h"
#include "tokenizer/tokenizer_parts.h"

namespace coldread {

/// Text -> (added tokens) -> pieces -> bytes -> merged pairs.
/// Source: Sennrich et al. 2016 (byte pair encoding), Radford et al. 2019 (over bytes).
class ByteLevelBpe final : public Tokenizer {
 public:
  /// Throws Error(input) where the parts contradict each other.
  explicit ByteLevelBpe(TokenizerParts parts);
  ByteLevelBpe(const ByteLevelBpe&) = delete;
  ByteLevelBpe& operator=(const ByteLevelBpe&) = delete;

  std::vector<TokenId> encode(std::string_view text, bool parse_special) const override;
  std::string decode(std::span<const TokenId> ids, bool skip_special) const override;
  std::size_t vocabulary_size() const override { return parts_.tokens.size(); }
  bool is_special(TokenId id) const override;
  const SpecialTokens& special_tokens() const override { return parts_.special_tokens; }
  bool adds_bos() const override { return parts_.adds_bos; }
  std::string_view pre_tokenizer() const override { return name_of(parts_.pre_tokenizer); }
  const std::string& chat_template() const override { return parts_.chat_template; }

 private:
  /// Added tokens to look for, those in raw text before those in normalised text.
  struct Finders {
    AddedTokenFinder raw;
    AddedTokenFinder normalized;
  };

  void check_lengths() const;
  void index_tokens();
  void index_merges();
  void index_added_tokens();
  void encode_plain(std::string_view text, std::vector<TokenId>& symbols, std::vector<TokenId>& ids) const;
  void encode_piece(std::string_view piece, std::vector<TokenId>& symbols, std::vector<TokenId>& ids) const;
  [[noreturn]] void fail(const std::string& message) const;

  TokenizerParts parts_;
  std::vector<bool> is_added_;
  std::vector<bool> is_special_;
  std::unordered_map<std::string_view, TokenId> id_of_;  ///< views into parts_.tokens
  std::array<TokenId, 0x100> byte_ids_{};                ///< -1 where the vocabulary lacks the byte
  MergeTable merges_;
  Finders with_special_;
  Finders without_special_;
};

}  // namespace coldread
