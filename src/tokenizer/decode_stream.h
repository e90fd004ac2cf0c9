#pragma once

#include <memory>
#include <string_view>

#include "api/request.h"
#include "tokenizer/decoder.h"
#include "tokenizer/vocabulary.h"

namespace coldread {

/// The text of ids that come one by one: what all calls give together is what Tokenizer::decode() gives. A copy goes on
/// by itself.
class DecodeStream {
 public:
  /// start: a decoder at the start of a text. skip_special: special tokens give no text.
  DecodeStream(std::shared_ptr<const Vocabulary> vocabulary, const Decoder& start, bool skip_special);
  DecodeStream(const DecodeStream& other);
  DecodeStream(DecodeStream&&) noexcept = default;
  DecodeStream& operator=(const DecodeStream& other) { return *this = DecodeStream(other); }
  DecodeStream& operator=(DecodeStream&&) noexcept = default;
  ~DecodeStream() = default;

  /// The bytes that the id adds to the text, perhaps half a character, perhaps none yet: valid until the next call.
  /// Throws Error(input) on an id outside the vocabulary.
  std::string_view push(TokenId id) {
    if (!vocabulary_->contains(id)) fail(id);
    if (skip_special_ && vocabulary_->is_special(id)) return {};
    return decoder_->push(vocabulary_->token(id));
  }

  /// What was held back at the end of the text; no id follows.
  std::string_view finish() { return decoder_->finish(); }

 private:
  [[noreturn]] void fail(TokenId id) const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  std::unique_ptr<Decoder> decoder_;
  bool skip_special_;
};

}  // namespace coldread
