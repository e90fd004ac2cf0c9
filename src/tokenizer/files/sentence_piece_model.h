#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/request.h"

namespace coldread {

/// What a .model file of SentencePiece holds, as far as it says how a text becomes ids.
struct SentencePieceModel {
  enum class Kind : std::uint8_t { normal = 1, unknown, control, user_defined, unused, byte };
  struct Piece {
    std::string text;
    float score = 0;
    Kind kind = Kind::normal;
  };
  std::vector<Piece> pieces;  ///< by id
  bool unigram = true;        ///< else BPE
  bool byte_fallback = false;
  bool suffix_mark = false;  ///< the mark of a space stands behind a word
  std::optional<TokenId> unknown;
  std::optional<TokenId> bos;
  std::optional<TokenId> eos;
  std::optional<TokenId> pad;
  std::string charsmap;  ///< compiled rules of normalization, empty where there are none
  bool prefix = true;    ///< a space goes in front of a text
  bool collapses_spaces = true;
};

/// Throws Error(input) about the file origin.
/// Source: sentencepiece_model.proto of SentencePiece 0.2.
SentencePieceModel parse_sentence_piece_model(std::string_view bytes, const std::string& origin);

}  // namespace coldread
