#include <optional>
#include <string>
#include <utility>

#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/description.h"
#include "tokenizer/text_pattern.h"

namespace coldread::decoders {
namespace {

/// The mark of a word's end becomes a space, but for that of the last token, which vanishes.
class Bpe final : public CopiedStep<Bpe> {
 public:
  explicit Bpe(std::string suffix) : suffix_(std::move(suffix)) {}

  void push(std::string_view token, const DecodedSink& sink) override {
    if (held_) sink(without_suffix(*held_, " "));
    held_ = token;
  }
  void finish(const DecodedSink& sink) override {
    if (held_) sink(without_suffix(*held_, ""));
    held_.reset();
  }

 private:
  std::string without_suffix(std::string_view token, std::string_view replacement) const {
    return replace_all(token, suffix_, replacement);
  }

  std::string suffix_;
  std::optional<std::string> held_;
};

}  // namespace

DecoderType bpe() {
  return {.type = "BPEDecoder",
          .make = [](const Value& settings, bool, const std::string&) -> std::unique_ptr<DecoderStep> {
            const Value& suffix = setting(settings, "suffix");
            return std::make_unique<Bpe>(suffix.is_string() ? suffix.as_string() : "</w>");
          }};
}

}  // namespace coldread::decoders
