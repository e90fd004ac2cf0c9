#include "tokenizer/normalizers/each_character.h"
#include "tokenizer/normalizers/make_normalizer.h"

namespace coldread::normalizers {
namespace {

bool vanishes(char32_t c) {
  return (c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F || c == 0x8F || c == 0x9F;
}

bool is_space(char32_t c) {
  return c == 0x09 || c == 0x0A || c == 0x0C || c == 0x0D || c == 0x1680 || (c >= 0x200B && c <= 0x200F) ||
         c == 0x2028 || c == 0x2029 || c == 0x2581 || c == 0xFEFF || c == 0xFFFD;
}

/// Control characters go, others become spaces.
/// Source: SentencePiece, whose rules for neural machine translation these are.
class Nmt final : public Normalizer {
 public:
  std::string normalize(std::string_view text) const override {
    return each_character(text, [](std::string& changed, char32_t c) {
      if (!vanishes(c)) append_utf8(changed, is_space(c) ? U' ' : c);
    });
  }
};

}  // namespace

NormalizerType nmt() {
  return {.type = "Nmt", .make = [](const Value&, const std::string&) -> std::unique_ptr<Normalizer> {
            return std::make_unique<Nmt>();
          }};
}

}  // namespace coldread::normalizers
