#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/value.h"
#include "tokenizer/vocabulary.h"

// How files write the vocabulary and the merges of a byte-level BPE: in the alphabet of byte_alphabet.h.
namespace coldread {

/// Tokens of a dict from text to id. Throws Error(input) about origin.
ModelTokens tokens_of_vocabulary(const Value& vocabulary, const std::string& origin);

/// The bytes of two tokens that merge.
using BytePair = std::pair<std::string, std::string>;

/// Of a merge's two texts. Nothing where one is not written in the alphabet: no piece has such a part.
std::optional<BytePair> merge_of(std::string_view left, std::string_view right);
/// Of a merge written as "left right". Throws Error(input) about origin.
std::optional<BytePair> parse_merge(std::string_view line, const std::string& origin);

}  // namespace coldread
