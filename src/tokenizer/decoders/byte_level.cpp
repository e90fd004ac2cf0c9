#include <string>

#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/models/byte_alphabet.h"

namespace coldread::decoders {
namespace {

/// The bytes that a token is written for; a token with any other character as it is.
class ByteLevel final : public CopiedStep<ByteLevel> {
 public:
  void push(std::string_view token, const DecodedSink& sink) override {
    if (const auto bytes = bytes_in_alphabet(token)) {
      sink(*bytes);
    } else {
      sink(token);
    }
  }
};

}  // namespace

DecoderType byte_level() {
  return {.type = "ByteLevel", .make = [](const Value&, bool, const std::string&) -> std::unique_ptr<DecoderStep> {
            return std::make_unique<ByteLevel>();
          }};
}

}  // namespace coldread::decoders
