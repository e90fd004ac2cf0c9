#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/value.h"

// How files write the vocabulary and the merges of a byte-level BPE: in the alphabet of byte_alphabet.h.
namespace coldread {

/// Bytes by id of a dict from token text to id.
std::vector<std::string> tokens_of_vocabulary(const Value& vocabulary, const std::string& origin);

/// The two bytes strings of a merge written as "left right".
std::pair<std::string, std::string> parse_merge(std::string_view line, const std::string& origin);

}  // namespace coldread
