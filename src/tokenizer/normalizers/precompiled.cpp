#include <utility>

#include "base/base64.h"
#include "base/normal_forms.h"
#include "base/unicode.h"
#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/normalizers/make_normalizer.h"
#include "tokenizer/precompiled_charsmap.h"

namespace coldread::normalizers {
namespace {

/// Graphemes of up to this many bytes are replaced as a whole.
constexpr std::size_t kShortGrapheme = 5;

/// SentencePiece's rules as Hugging Face tokenizers applies them: to a short grapheme by the shortest rule that fits
/// its beginning, else to each of its characters.
class Precompiled final : public Normalizer {
 public:
  explicit Precompiled(PrecompiledCharsmap rules) : rules_(std::move(rules)) {}

  std::string normalize(std::string_view text) const override {
    std::string changed;
    changed.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
      const std::string_view grapheme = text.substr(i, grapheme_length(text, i));
      i += grapheme.size();
      if (grapheme.size() <= kShortGrapheme) {
        if (const auto rule = rules_.shortest(grapheme)) {
          changed += rule->replacement;
          continue;
        }
      }
      for (std::size_t k = 0; k < grapheme.size();) {
        const std::string_view character = grapheme.substr(k, code_point_at(grapheme, k).length);
        const auto rule = rules_.shortest(character);
        changed += rule ? rule->replacement : character;
        k += character.size();
      }
    }
    return changed;
  }

 private:
  PrecompiledCharsmap rules_;
};

std::unique_ptr<Normalizer> make(const Value& settings, const std::string& origin) {
  const Value& written = setting(settings, "precompiled_charsmap");
  const auto bytes = written.is_string() ? base64_decoded(written.as_string()) : std::nullopt;
  if (!bytes) fail_in(origin, "has a normalizer Precompiled whose 'precompiled_charsmap' is not base64");
  return std::make_unique<Precompiled>(PrecompiledCharsmap(*bytes, origin));
}

}  // namespace

NormalizerType precompiled() {
  return {.type = "Precompiled", .make = make};
}

}  // namespace coldread::normalizers
