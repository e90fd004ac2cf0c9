#include "tokenizer/description.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/pre_tokenizers/scanners.h"

namespace coldread::pre_tokenizers {
namespace {

/// Every number character (\p{N}) is a piece; kGpt2Pattern inside each stretch between them.
class Smollm final : public PreTokenizer {
 public:
  void split(Stretch stretch, PieceSink sink) const override {
    const std::string_view text = stretch.text;
    std::size_t at = 0;
    const auto take = [&](std::size_t length) {
      sink({.text = text.substr(at, length)});
      at += length;
    };
    while (at < text.size()) {
      const std::string_view before = text.substr(0, find_number(text, at));
      while (at < before.size()) take(gpt2_piece(before, at));
      if (at < text.size()) take(number_length(text, at));
    }
  }

  std::string_view name() const override { return "smollm"; }
};

}  // namespace

/// Digits one by one, then ByteLevel with its own pattern.
std::unique_ptr<PreTokenizer> smollm(std::span<const Value> steps) {
  const bool matches = steps.size() == 2 && type_of(steps[0]) == "Digits" &&
                       setting(steps[0], "individual_digits") == Value(true) && is_byte_level(steps[1], true) &&
                       !(setting(steps[1], "add_prefix_space") == Value(true));
  return matches ? std::make_unique<Smollm>() : nullptr;
}

}  // namespace coldread::pre_tokenizers
