#include "tokenizer/description.h"
#include "tokenizer/pre_tokenizers/character_split.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

namespace coldread::pre_tokenizers {

/// Number characters (\p{N}), one by one or as a run, are pieces.
PreTokenizerType digits() {
  return {.type = "Digits", .make = [](const Value& settings, const std::string&) -> std::unique_ptr<PreTokenizer> {
            const bool one_by_one = setting(settings, "individual_digits") == Value(true);
            return std::make_unique<CharacterSplit>(is_number,
                                                    one_by_one ? SplitBehavior::isolated : SplitBehavior::contiguous);
          }};
}

}  // namespace coldread::pre_tokenizers
