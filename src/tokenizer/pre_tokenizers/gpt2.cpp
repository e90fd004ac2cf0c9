#include "tokenizer/description.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/pre_tokenizers/patterns.h"
#include "tokenizer/pre_tokenizers/scanners.h"

namespace coldread::pre_tokenizers {
namespace {

/// Cuts by kGpt2Pattern.
class Gpt2 final : public PreTokenizer {
 public:
  explicit Gpt2(bool adds_prefix_space) : adds_prefix_space_(adds_prefix_space) {}

  void split(Stretch stretch, PieceSink sink) const override {
    if (adds_prefix_space_ && !stretch.text.starts_with(' ')) {
      cut(" " + std::string(stretch.text), sink);
    } else {
      cut(stretch.text, sink);
    }
  }

  std::string_view name() const override { return "gpt2"; }

 private:
  static void cut(std::string_view text, PieceSink sink) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = gpt2_piece(text, at);
      sink(text.substr(at, length));
      at += length;
    }
  }

  bool adds_prefix_space_;
};

}  // namespace

/// ByteLevel with its own pattern, or Split by the same.
std::unique_ptr<PreTokenizer> gpt2(std::span<const Value> steps) {
  const bool prefix_space = !steps.empty() && setting(steps.back(), "add_prefix_space") == Value(true);
  if (steps.size() == 1 && is_byte_level(steps[0], true)) return std::make_unique<Gpt2>(prefix_space);
  const bool splits = steps.size() == 2 && splits_by(steps[0], kGpt2Pattern) && is_byte_level(steps[1], false);
  return splits && !prefix_space ? std::make_unique<Gpt2>(false) : nullptr;
}

}  // namespace coldread::pre_tokenizers
