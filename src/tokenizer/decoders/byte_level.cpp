#include "tokenizer/decoders/make_decoder.h"

namespace coldread::decoders {
namespace {

/// One token after the other: byte-level vocabularies hold bytes (models/byte_alphabet.h), so no token depends on
/// another.
class ByteLevel final : public Decoder {
 public:
  std::unique_ptr<Decoder> clone() const override { return std::make_unique<ByteLevel>(); }
  std::string_view push(std::string_view token) override { return token; }
  std::string_view finish() override { return {}; }
};

}  // namespace

DecoderType byte_level() {
  return {.type = "ByteLevel", .make = [](const Value&, const std::string&) -> std::unique_ptr<Decoder> {
            return std::make_unique<ByteLevel>();
          }};
}

}  // namespace coldread::decoders
