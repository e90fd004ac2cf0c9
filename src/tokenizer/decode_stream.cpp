#include "tokenizer/decode_stream.h"

#include <string>
#include <utility>

#include "base/error.h"

namespace coldread {

DecodeStream::DecodeStream(std::shared_ptr<const Vocabulary> vocabulary, const Decoder& start, bool skip_special)
    : vocabulary_(std::move(vocabulary)), decoder_(start.clone()), skip_special_(skip_special) {}

DecodeStream::DecodeStream(const DecodeStream& other)
    : vocabulary_(other.vocabulary_), decoder_(other.decoder_->clone()), skip_special_(other.skip_special_) {}

void DecodeStream::fail(TokenId id) const {
  throw Error(ErrorCode::usage, "token id " + std::to_string(id) + " is outside the vocabulary of " +
                                    std::to_string(vocabulary_->size()) + " tokens");
}

}  // namespace coldread
