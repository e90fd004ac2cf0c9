#include "tokenizer/decoders/make_decoder.h"

namespace coldread::decoders {
namespace {

/// All tokens are one from here on.
class Fuse final : public CopiedStep<Fuse> {
 public:
  void push(std::string_view token, const DecodedSink& sink) override { sink(token); }
};

}  // namespace

DecoderType fuse() {
  return {.type = "Fuse", .make = [](const Value&, bool, const std::string&) -> std::unique_ptr<DecoderStep> {
            return std::make_unique<Fuse>();
          }};
}

}  // namespace coldread::decoders
