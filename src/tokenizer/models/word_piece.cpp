#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/models/bpe_vocabulary.h"
#include "tokenizer/models/longest_match.h"
#include "tokenizer/models/model_type.h"

namespace coldread::token_models {
namespace {

ModelTokens tokens(const Value& description, Spelling spelling, const std::string& origin) {
  return tokens_of_vocabulary(setting(description, "vocab"), spelling, origin);
}

std::unique_ptr<TokenModel> make(const Value& description, Spelling,
                                 const std::shared_ptr<const Vocabulary>& vocabulary) {
  LongestMatch::Settings settings{.unknown = unknown_token(description, "[UNK]", vocabulary->origin())};
  if (const Value& prefix = setting(description, "continuing_subword_prefix"); prefix.is_string()) {
    settings.continuing_prefix = prefix.as_string();
  }
  if (const Value& most = setting(description, "max_input_chars_per_word"); most.is_int() && most.as_int() >= 0) {
    settings.most_characters = static_cast<std::size_t>(most.as_int());
  }
  return std::make_unique<LongestMatch>(vocabulary, settings);
}

}  // namespace

TokenModelType word_piece() {
  return {.type = "WordPiece", .tokens = tokens, .make = make};
}

}  // namespace coldread::token_models
