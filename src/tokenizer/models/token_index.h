#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tokenizer/models/merge_table.h"
#include "tokenizer/vocabulary.h"

// Tokens by their bytes, and the merges between them.
namespace coldread {

/// Views into the vocabulary.
using IdsByBytes = std::unordered_map<std::string_view, TokenId>;

/// The tokens that a piece may become without being an added one.
IdsByBytes plain_tokens(const Vocabulary& vocabulary);
/// All tokens of the model, those that were added as well; where two have the same bytes, the plain one counts.
IdsByBytes model_tokens(const Vocabulary& vocabulary);

/// Pairs of tokens' bytes, the first merge first; what they become is both together, the second without
/// `continuing_prefix`. Throws Error(input) about the vocabulary's file where a merge names a token that it lacks.
MergeTable ranked_merges(const Vocabulary& vocabulary, const IdsByBytes& ids,
                         std::span<const std::pair<std::string, std::string>> merges,
                         std::string_view continuing_prefix = {});

/// Two tokens merge where both together are one, those of a higher score first. scores: by id.
/// Source: Kudo & Richardson 2018 (SentencePiece), whose BPE keeps scores in place of merges.
MergeTable scored_merges(const IdsByBytes& ids, std::span<const float> scores);

/// The id of the token that stands for a byte: "<0x0A>"; -1 where there is none.
TokenId byte_token(const IdsByBytes& ids, unsigned char byte);

}  // namespace coldread
