#include <optional>
#include <string>

#include "base/unicode.h"
#include "tokenizer/decoders/make_decoder.h"

namespace coldread::decoders {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// Of a token that stands for a byte: "<0x0A>".
std::optional<char> byte_of(std::string_view token) {
  if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>') return std::nullopt;
  const int high = hex_value(token[3]);
  const int low = hex_value(token[4]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

/// Tokens of bytes in a row are one text where they are valid UTF-8, else U+FFFD for each. They are known to be all
/// once another token follows.
class ByteFallback final : public CopiedStep<ByteFallback> {
 public:
  void push(std::string_view token, const DecodedSink& sink) override {
    if (const auto byte = byte_of(token)) {
      bytes_ += *byte;
    } else {
      finish(sink);
      sink(token);
    }
  }
  void finish(const DecodedSink& sink) override {
    if (is_valid_utf8(bytes_)) {
      if (!bytes_.empty()) sink(bytes_);
    } else {
      for (std::size_t i = 0; i < bytes_.size(); ++i) sink("\uFFFD");
    }
    bytes_.clear();
  }

 private:
  std::string bytes_;
};

}  // namespace

DecoderType byte_fallback() {
  return {.type = "ByteFallback", .make = [](const Value&, bool, const std::string&) -> std::unique_ptr<DecoderStep> {
            return std::make_unique<ByteFallback>();
          }};
}

}  // namespace coldread::decoders
