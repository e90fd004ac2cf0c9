#pragma once

#include <memory>

#include "tokenizer/post_processor.h"
#include "tokenizer/special_tokens.h"
#include "tokenizer/vocabulary.h"

namespace coldread {

/// Puts BOS in front, of each text of a pair. Null where there is no BOS, or one without text.
std::unique_ptr<PostProcessor> bos_processing(const Vocabulary& vocabulary, const SpecialTokens& special);

}  // namespace coldread
