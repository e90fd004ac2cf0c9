#include "tokenizer/models/byte_alphabet.h"
#include "tokenizer/normalizers/make_normalizer.h"

namespace coldread::normalizers {
namespace {

/// The bytes as vocabularies write them.
class ByteLevel final : public Normalizer {
 public:
  std::string normalize(std::string_view text) const override { return text_in_alphabet(text); }
};

}  // namespace

NormalizerType byte_level() {
  return {.type = "ByteLevel", .make = [](const Value&, const std::string&) -> std::unique_ptr<Normalizer> {
            return std::make_unique<ByteLevel>();
          }};
}

}  // namespace coldread::normalizers
