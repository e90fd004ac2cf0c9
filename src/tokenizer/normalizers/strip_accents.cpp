#include "base/normal_forms.h"
#include "tokenizer/normalizers/each_character.h"
#include "tokenizer/normalizers/make_normalizer.h"

namespace coldread::normalizers {
namespace {

/// Marks (\p{M}) go; what is composed stays.
class StripAccents final : public Normalizer {
 public:
  std::string normalize(std::string_view text) const override {
    return each_character(text, [](std::string& changed, char32_t c) {
      if (!is_mark(c)) append_utf8(changed, c);
    });
  }
};

}  // namespace

NormalizerType strip_accents() {
  return {.type = "StripAccents", .make = [](const Value&, const std::string&) -> std::unique_ptr<Normalizer> {
            return std::make_unique<StripAccents>();
          }};
}

}  // namespace coldread::normalizers
