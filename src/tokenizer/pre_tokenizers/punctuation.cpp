#include "tokenizer/description.h"
#include "tokenizer/pre_tokenizers/character_split.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

namespace coldread::pre_tokenizers {

PreTokenizerType punctuation() {
  return {.type = "Punctuation",
          .make = [](const Value& settings, const std::string& origin) -> std::unique_ptr<PreTokenizer> {
            const Value& behavior = setting(settings, "behavior");
            return std::make_unique<CharacterSplit>(is_bert_punctuation, behavior.is_null()
                                                                             ? SplitBehavior::isolated
                                                                             : read_split_behavior(behavior, origin));
          }};
}

}  // namespace coldread::pre_tokenizers
