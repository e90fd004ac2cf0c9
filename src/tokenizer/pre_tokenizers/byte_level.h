#pragma once

#include <memory>
#include <string_view>

#include "tokenizer/pre_tokenizer.h"

namespace coldread {

/// The bytes of a text, cut by GPT-2's pattern or whole. adds_prefix_space: a space goes before a stretch that has
/// none.
std::unique_ptr<PreTokenizer> byte_level_step(bool adds_prefix_space, bool cuts, std::string_view name);

/// A step after ByteLevel, which sees the pieces as vocabularies write their bytes (models/byte_alphabet.h) and hands
/// on the bytes.
std::unique_ptr<PreTokenizer> after_byte_level(std::unique_ptr<PreTokenizer> step);

}  // namespace coldread
