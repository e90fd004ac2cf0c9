#include "tokenizer/description.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/pre_tokenizers/patterns.h"
#include "tokenizer/pre_tokenizers/scanners.h"

namespace coldread::pre_tokenizers {
namespace {

/// Cuts by kLlamaPattern, or by kQwen2Pattern, which has one number character a piece in place of up to three.
class LlamaBpe final : public PreTokenizer {
 public:
  LlamaBpe(std::string_view name, int most_numbers) : name_(name), most_numbers_(most_numbers) {}

  void split(Stretch stretch, PieceSink sink) const override {
    for (std::size_t at = 0; at < stretch.text.size();) {
      const std::size_t length = llama_bpe_piece(stretch.text, at, most_numbers_);
      sink({.text = stretch.text.substr(at, length)});
      at += length;
    }
  }

  std::string_view name() const override { return name_; }

 private:
  std::string_view name_;
  int most_numbers_;
};

}  // namespace

/// Split by Llama 3's or Qwen2's pattern, then ByteLevel without one.
std::unique_ptr<PreTokenizer> llama_bpe(std::span<const Value> steps) {
  const bool matches =
      steps.size() == 2 && is_byte_level(steps[1], false) && !(setting(steps[1], "add_prefix_space") == Value(true));
  if (matches && splits_by(steps[0], kLlamaPattern)) return std::make_unique<LlamaBpe>("llama-bpe", 3);
  if (matches && splits_by(steps[0], kQwen2Pattern)) return std::make_unique<LlamaBpe>("qwen2", 1);
  return nullptr;
}

}  // namespace coldread::pre_tokenizers
