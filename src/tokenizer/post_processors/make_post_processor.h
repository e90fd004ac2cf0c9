#pragma once

#include <memory>
#include <string_view>

#include "api/value.h"
#include "tokenizer/post_processor.h"
#include "tokenizer/vocabulary.h"

namespace coldread {

/// What each file of post_processors.inc defines: the type's name in tokenizer.json, and how to make one by its
/// settings and the tokens it may add. Null where nothing is added.
struct PostProcessorType {
  std::string_view type;
  std::unique_ptr<PostProcessor> (*make)(const Value& description, const Vocabulary& vocabulary) = nullptr;
};

/// Null where nothing is added. Throws Error(input) about the vocabulary's file where the description is not supported.
std::unique_ptr<PostProcessor> make_post_processor(const Value& description, const Vocabulary& vocabulary);

/// The id in a setting ["<s>", 0]. Throws Error(input) about the vocabulary's file.
TokenId named_token(const Value& description, std::string_view key, const Vocabulary& vocabulary);

}  // namespace coldread
