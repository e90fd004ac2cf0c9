#include <memory>
#include <string>
#include <utility>

#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/text_pattern.h"

namespace coldread::decoders {
namespace {

/// A text in place of every match of a pattern, in each token; behind Fuse in the whole text, which then comes at its
/// end.
class Replace final : public CopiedStep<Replace> {
 public:
  Replace(std::shared_ptr<const TextPattern> pattern, std::string content, bool fused)
      : pattern_(std::move(pattern)), content_(std::move(content)), fused_(fused) {}

  void push(std::string_view token, const DecodedSink& sink) override {
    if (fused_) {
      text_ += token;
    } else {
      sink(pattern_->replaced(token, content_));
    }
  }
  void finish(const DecodedSink& sink) override {
    if (fused_) sink(pattern_->replaced(text_, content_));
    text_.clear();
  }

 private:
  std::shared_ptr<const TextPattern> pattern_;
  std::string content_;
  bool fused_;
  std::string text_;
};

}  // namespace

DecoderType replace() {
  return {.type = "Replace",
          .make = [](const Value& settings, bool fused, const std::string& origin) -> std::unique_ptr<DecoderStep> {
            const Value& content = setting(settings, "content");
            if (!content.is_string()) fail_in(origin, "has a decoder Replace without the text 'content'");
            auto pattern = std::make_shared<const TextPattern>(setting(settings, "pattern"), origin);
            return std::make_unique<Replace>(std::move(pattern), content.as_string(), fused);
          }};
}

}  // namespace coldread::decoders
