#include "base/unicode.h"
#include "tokenizer/normalizers/make_normalizer.h"

namespace coldread::normalizers {
namespace {

/// Normalization form C of Unicode.
class Nfc final : public Normalizer {
 public:
  std::string normalize(std::string_view text) const override { return coldread::nfc(text); }
};

}  // namespace

NormalizerType nfc() {
  return {.type = "NFC", .make = [](const Value&, const std::string&) -> std::unique_ptr<Normalizer> {
            return std::make_unique<Nfc>();
          }};
}

}  // namespace coldread::normalizers
