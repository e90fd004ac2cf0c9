#pragma once

#include <string_view>
#include <vector>

#include "io/gguf.h"

namespace coldread {

/// A name in tokenizer.ggml.pre, and what it stands for.
struct GgufPreTokenizer {
  std::vector<std::string_view> patterns;  ///< one cuts the pieces of the one before
  bool ignore_merges = false;
  bool adds_bos = false;         ///< where tokenizer.ggml.add_bos_token does not say
  bool adds_separators = false;  ///< <s> in front, </s> behind
  bool in_text = false;          ///< tokens are texts with a mark for a space, not bytes

  /// As tokenizer.json would say it.
  Value description() const;
};

/// Of a file. Throws Error(input) where it has a name that is not known, with the nearest one that is.
GgufPreTokenizer gguf_pre_tokenizer(const GgufFile& gguf);

}  // namespace coldread
