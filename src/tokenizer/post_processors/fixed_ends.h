#pragma once

#include <memory>
#include <vector>

#include "tokenizer/post_processor.h"
#include "tokenizer/special_tokens.h"
#include "tokenizer/vocabulary.h"

namespace coldread {

/// Tokens in front of a text and behind it, and what stands between two texts.
struct FixedEnds {
  std::vector<TokenId> front;
  std::vector<TokenId> between;
  std::vector<TokenId> behind;
  bool second_has_type = false;  ///< of a pair, what follows `between` is of type 1
};
std::unique_ptr<PostProcessor> fixed_ends(FixedEnds ends);

/// BOS in front of each text and EOS behind it, where they are asked for. Null where there is none, or one without
/// text.
std::unique_ptr<PostProcessor> bos_eos_ends(const Vocabulary& vocabulary, const SpecialTokens& special, bool bos,
                                            bool eos = false);

}  // namespace coldread
