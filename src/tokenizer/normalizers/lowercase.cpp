#include "base/normal_forms.h"
#include "tokenizer/normalizers/each_character.h"
#include "tokenizer/normalizers/make_normalizer.h"

namespace coldread::normalizers {
namespace {

/// The lower case of each character, whatever stands beside it.
class Lowercase final : public Normalizer {
 public:
  std::string normalize(std::string_view text) const override { return each_character(text, append_lower); }
};

}  // namespace

NormalizerType lowercase() {
  return {.type = "Lowercase", .make = [](const Value&, const std::string&) -> std::unique_ptr<Normalizer> {
            return std::make_unique<Lowercase>();
          }};
}

}  // namespace coldread::normalizers
