#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/value.h"
#include "tokenizer/token_model.h"
#include "tokenizer/vocabulary.h"

namespace coldread {

/// How a file writes the tokens of a model.
enum class Spelling {
  text,           ///< as they are
  byte_alphabet,  ///< bytes, in the alphabet of byte_alphabet.h, which is undone while reading
};

/// What each file of models.inc defines: the type's name in tokenizer.json, the tokens that its description lists, and
/// how to make one over a vocabulary of them to which the added tokens came. Both throw Error(input) about the file.
struct TokenModelType {
  std::string_view type;
  ModelTokens (*tokens)(const Value& description, Spelling spelling, const std::string& origin) = nullptr;
  std::unique_ptr<TokenModel> (*make)(const Value& description, Spelling spelling,
                                      const std::shared_ptr<const Vocabulary>& vocabulary) = nullptr;
};

/// The type of a description; files of old leave it out where it is BPE.
const TokenModelType& model_type(const Value& description, const std::string& origin);

}  // namespace coldread
