#include "tokenizer/pre_tokenizers/character_split.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

namespace coldread::pre_tokenizers {

/// White space goes, what stands between is a piece.
PreTokenizerType whitespace_split() {
  return {.type = "WhitespaceSplit", .make = [](const Value&, const std::string&) -> std::unique_ptr<PreTokenizer> {
            return std::make_unique<CharacterSplit>(is_white_space, SplitBehavior::removed);
          }};
}

}  // namespace coldread::pre_tokenizers
