#include "tokenizer/description.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/pre_tokenizers/patterns.h"
#include "tokenizer/pre_tokenizers/scanners.h"

namespace coldread::pre_tokenizers {
namespace {

/// Cuts by kLlamaPattern.
class LlamaBpe final : public PreTokenizer {
 public:
  void split(Stretch stretch, PieceSink sink) const override {
    for (std::size_t at = 0; at < stretch.text.size();) {
      const std::size_t length = llama_bpe_piece(stretch.text, at);
      sink(stretch.text.substr(at, length));
      at += length;
    }
  }

  std::string_view name() const override { return "llama-bpe"; }
};

}  // namespace

/// Split by Llama 3's pattern, then ByteLevel without one.
std::unique_ptr<PreTokenizer> llama_bpe(std::span<const Value> steps) {
  const bool matches = steps.size() == 2 && splits_by(steps[0], kLlamaPattern) && is_byte_level(steps[1], false) &&
                       !(setting(steps[1], "add_prefix_space") == Value(true));
  return matches ? std::make_unique<LlamaBpe>() : nullptr;
}

}  // namespace coldread::pre_tokenizers
