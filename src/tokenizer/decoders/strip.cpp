#include <cstdint>
#include <string>
#include <utility>

#include "base/unicode.h"
#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"

namespace coldread::decoders {
namespace {

/// Up to `start` of one character at the beginning of each token go, and up to `stop` at its end; behind Fuse, of the
/// whole text.
class Strip final : public CopiedStep<Strip> {
 public:
  Strip(std::string character, std::size_t start, std::size_t stop, bool fused)
      : character_(std::move(character)), start_(start), stop_(stop), fused_(fused) {}

  void push(std::string_view token, const DecodedSink& sink) override {
    if (!fused_) begin();
    while (stripped_ < start_ && token.starts_with(character_)) {
      token.remove_prefix(character_.size());
      ++stripped_;
    }
    if (!token.empty()) stripped_ = start_;  // the token has begun
    text_ += token;
    // All but what may turn out to be its end.
    std::size_t end = text_.size();
    for (std::size_t n = 0; n < stop_ && std::string_view(text_).substr(0, end).ends_with(character_); ++n) {
      end -= character_.size();
    }
    sink(std::string_view(text_).substr(0, end));
    text_.erase(0, end);
    if (!fused_) begin();
  }

 private:
  void begin() {
    stripped_ = 0;
    text_.clear();
  }

  std::string character_;
  std::size_t start_;
  std::size_t stop_;
  bool fused_;
  std::size_t stripped_ = 0;
  std::string text_;  ///< held back
};

std::size_t count_setting(const Value& settings, const char* key, const std::string& origin) {
  const Value& count = setting(settings, key);
  if (count.is_null()) return 0;
  if (!count.is_int() || count.as_int() < 0) {
    fail_in(origin, "has a decoder Strip whose '" + std::string(key) + "' is no number of characters");
  }
  return static_cast<std::size_t>(count.as_int());
}

std::unique_ptr<DecoderStep> make(const Value& settings, bool fused, const std::string& origin) {
  std::string character;
  append_utf8(character, character_setting(settings, "content", origin));
  return std::make_unique<Strip>(std::move(character), count_setting(settings, "start", origin),
                                 count_setting(settings, "stop", origin), fused);
}

}  // namespace

DecoderType strip() {
  return {.type = "Strip", .make = make};
}

}  // namespace coldread::decoders
