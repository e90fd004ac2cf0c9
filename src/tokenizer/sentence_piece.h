#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"
#include "tokenizer/models/token_trie.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/precompiled_charsmap.h"

// How SentencePiece itself reads a text, which differs in places from what tokenizer.json can say.
namespace coldread {

/// Texts that are kept as they are and become one token each: the longest that begins at a place counts.
class UserDefinedPieces {
 public:
  UserDefinedPieces() = default;
  explicit UserDefinedPieces(const std::vector<std::string>& texts);

  /// Bytes of the piece that begins at the position; 0 where none does.
  std::size_t length_at(std::string_view text, std::size_t position) const;

 private:
  TokenTrie texts_;
};

/// Rules by the longest match, but not within user-defined pieces; then, if so, spaces in a row are one, and those at
/// the ends go.
std::unique_ptr<Normalizer> sentence_piece_normalizer(std::optional<PrecompiledCharsmap> rules, bool collapses_spaces,
                                                      UserDefinedPieces pieces);

/// Which stretches get a mark in front.
enum class PrefixedStretches { none, first, all };

/// Spaces become marks, one goes in front of the text, and user-defined pieces are cut out.
std::unique_ptr<PreTokenizer> sentence_piece_pre_tokenizer(PrefixedStretches prefixed, UserDefinedPieces pieces);

/// What tokenizer.json would say of the decoder. prefix: a space went in front of the text.
Value sentence_piece_decoder(bool prefix);

}  // namespace coldread
