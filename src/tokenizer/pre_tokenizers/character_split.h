#pragma once

#include <memory>

#include "tokenizer/pre_tokenizers/span_splitter.h"

namespace coldread {

/// Cuts at characters of a kind, each a delimiter of its own.
class CharacterSplit final : public PreTokenizer {
 public:
  using Predicate = bool (*)(char32_t);
  CharacterSplit(Predicate is_delimiter, SplitBehavior behavior) : is_delimiter_(is_delimiter), behavior_(behavior) {}

  void split(Stretch stretch, PieceSink sink) const override {
    split_at_characters(stretch, behavior_, sink, is_delimiter_);
  }
  std::string_view name() const override { return "characters"; }

 private:
  Predicate is_delimiter_;
  SplitBehavior behavior_;
};

/// What BERT and Punctuation call so: \p{P} and the other printable characters of ASCII that are no letter or number.
inline bool is_bert_punctuation(char32_t c) {
  const bool ascii =
      (c >= 0x21 && c <= 0x2F) || (c >= 0x3A && c <= 0x40) || (c >= 0x5B && c <= 0x60) || (c >= 0x7B && c <= 0x7E);
  return ascii || (c >= 0x80 && is_punctuation(c));
}

}  // namespace coldread
