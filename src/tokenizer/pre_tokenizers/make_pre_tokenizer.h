#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "api/value.h"
#include "tokenizer/pre_tokenizer.h"

namespace coldread {

/// What each file of pre_tokenizers.inc defines under its name: the pre-tokenizer that does what these steps do one
/// after the other, null where it is not the one. A scanner written by hand takes the place of several steps.
using PreTokenizerOfSteps = std::unique_ptr<PreTokenizer>(std::span<const Value> steps);

/// Throws Error(input) about the file origin where the description is not supported.
std::unique_ptr<PreTokenizer> make_pre_tokenizer(const Value& description, const std::string& origin);

// Descriptions of what other formats give a name. All end with the bytes of the pieces.

/// GPT-2's pattern. add_prefix_space: a space goes before a stretch that does not begin with one.
Value byte_level_description(bool add_prefix_space = false);
/// Every number character is a piece; GPT-2's pattern between them.
Value digits_description();
/// The matches of a regular expression, and what lies between them.
Value split_description(std::string_view pattern);

/// Whether the step is a split_description's first: cuts by exactly this pattern, which leaves nothing of a text out,
/// and keeps the matches as pieces. That can be said in two ways: matches are isolated, or what does not match is
/// removed.
bool splits_by(const Value& step, std::string_view pattern);
/// Whether the step is ByteLevel, with GPT-2's pattern or without.
bool is_byte_level(const Value& step, bool with_pattern);

}  // namespace coldread
