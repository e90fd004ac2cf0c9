#include <utility>

#include "tokenizer/description.h"
#include "tokenizer/models/bpe_vocabulary.h"
#include "tokenizer/models/model_type.h"
#include "tokenizer/models/token_index.h"

namespace coldread::token_models {
namespace {

/// A piece is a token, or unknown.
class WordLevel final : public TokenModel {
 public:
  WordLevel(std::shared_ptr<const Vocabulary> vocabulary, TokenId unknown)
      : vocabulary_(std::move(vocabulary)), ids_(model_tokens(*vocabulary_)), unknown_(unknown) {}

  void encode(std::string_view piece, std::vector<TokenId>& ids) const override {
    const auto found = ids_.find(piece);
    ids.push_back(found == ids_.end() ? unknown_ : found->second);
  }

 private:
  std::shared_ptr<const Vocabulary> vocabulary_;
  IdsByBytes ids_;
  TokenId unknown_;
};

ModelTokens tokens(const Value& description, Spelling spelling, const std::string& origin) {
  return tokens_of_vocabulary(setting(description, "vocab"), spelling, origin);
}

std::unique_ptr<TokenModel> make(const Value& description, Spelling,
                                 const std::shared_ptr<const Vocabulary>& vocabulary) {
  return std::make_unique<WordLevel>(vocabulary, unknown_token(description, "<unk>", vocabulary->origin()));
}

}  // namespace

TokenModelType word_level() {
  return {.type = "WordLevel", .tokens = tokens, .make = make};
}

}  // namespace coldread::token_models
