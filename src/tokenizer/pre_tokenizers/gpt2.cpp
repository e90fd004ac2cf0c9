#include "tokenizer/description.h"
#include "tokenizer/pre_tokenizers/byte_level.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/pre_tokenizers/patterns.h"

namespace coldread::pre_tokenizers {

/// ByteLevel with its own pattern, or Split by the same.
std::unique_ptr<PreTokenizer> gpt2(std::span<const Value> steps) {
  const bool prefix_space = !steps.empty() && setting(steps.back(), "add_prefix_space") == Value(true);
  if (steps.size() == 1 && is_byte_level(steps[0], true)) return byte_level_step(prefix_space, true, "gpt2");
  const bool splits = steps.size() == 2 && splits_by(steps[0], kGpt2Pattern) && is_byte_level(steps[1], false);
  return splits && !prefix_space ? byte_level_step(false, true, "gpt2") : nullptr;
}

}  // namespace coldread::pre_tokenizers
