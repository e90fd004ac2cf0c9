#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"
#include "tokenizer/pre_tokenizer.h"

namespace coldread {

/// What each file of pre_tokenizers.inc defines: the type's name in tokenizer.json, and how to make one by its
/// settings.
struct PreTokenizerType {
  std::string_view type;
  std::unique_ptr<PreTokenizer> (*make)(const Value& description, const std::string& origin) = nullptr;
};

/// What each file of scanners.inc defines under its name: a scanner written by hand that does what these steps do one
/// after the other, null where it is not the one.
using PreTokenizerOfSteps = std::unique_ptr<PreTokenizer>(std::span<const Value> steps);

/// Null for none. Throws Error(input) about the file origin where the description is not supported.
std::unique_ptr<PreTokenizer> make_pre_tokenizer(const Value& description, const std::string& origin);

/// Whether the pieces are bytes for a byte-level vocabulary: one of the steps is ByteLevel.
bool hands_on_bytes(const Value& description);

// Descriptions of what other formats give a name.

/// GPT-2's pattern, then bytes. add_prefix_space: a space goes before a stretch that does not begin with one.
Value byte_level_description(bool add_prefix_space = false);
/// Every number character is a piece; GPT-2's pattern between them, then bytes.
Value digits_description();
/// One regular expression after the other: its matches, and what lies between them. Then, or not, bytes.
Value split_description(const std::vector<std::string_view>& patterns, bool bytes = true);

/// Whether the step is a split_description's first: cuts by exactly this pattern, which leaves nothing of a text out,
/// and keeps the matches as pieces. That can be said in two ways: matches are isolated, or what does not match is
/// removed.
bool splits_by(const Value& step, std::string_view pattern);
/// Whether the step is ByteLevel, with GPT-2's pattern or without.
bool is_byte_level(const Value& step, bool with_pattern);

}  // namespace coldread
