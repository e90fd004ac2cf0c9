#include <utility>

#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/normalizers/make_normalizer.h"
#include "tokenizer/text_pattern.h"

namespace coldread::normalizers {
namespace {

/// A text in place of every match of a pattern.
class Replace final : public Normalizer {
 public:
  Replace(TextPattern pattern, std::string content) : pattern_(std::move(pattern)), content_(std::move(content)) {}

  std::string normalize(std::string_view text) const override { return pattern_.replaced(text, content_); }

 private:
  TextPattern pattern_;
  std::string content_;
};

}  // namespace

NormalizerType replace() {
  return {.type = "Replace",
          .make = [](const Value& settings, const std::string& origin) -> std::unique_ptr<Normalizer> {
            const Value& content = setting(settings, "content");
            if (!content.is_string()) fail_in(origin, "has a normalizer Replace without the text 'content'");
            return std::make_unique<Replace>(TextPattern(setting(settings, "pattern"), origin), content.as_string());
          }};
}

}  // namespace coldread::normalizers
