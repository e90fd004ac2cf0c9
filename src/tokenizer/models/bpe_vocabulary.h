#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/value.h"
#include "tokenizer/models/model_type.h"
#include "tokenizer/vocabulary.h"

// How files write a vocabulary as a dict from text to id, and the merges of a BPE.
namespace coldread {

/// Tokens of a dict from text to id. Throws Error(input) about origin.
ModelTokens tokens_of_vocabulary(const Value& vocabulary, Spelling spelling, const std::string& origin);

/// The id of a model's "unk_token", or of `otherwise` where it names none. Throws Error(input) about origin where its
/// vocabulary lacks it.
TokenId unknown_token(const Value& description, const std::string& otherwise, const std::string& origin);

/// The bytes of two tokens that merge.
using TokenPair = std::pair<std::string, std::string>;

/// Of a merge's two texts. Nothing where one should be written in the byte alphabet and is not: no piece has such a
/// part.
std::optional<TokenPair> merge_of(std::string_view left, std::string_view right, Spelling spelling);
/// Of a merge written as "left right". Throws Error(input) about origin.
std::optional<TokenPair> parse_merge(std::string_view line, Spelling spelling, const std::string& origin);

}  // namespace coldread
