#include "base/unicode.h"
#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

namespace coldread::pre_tokenizers {
namespace {

/// Pieces of so many characters.
class FixedLength final : public PreTokenizer {
 public:
  explicit FixedLength(std::size_t length) : length_(length) {}

  void split(Stretch stretch, PieceSink sink) const override {
    const std::string_view text = stretch.text;
    for (std::size_t i = 0; i < text.size();) {
      std::size_t end = i;
      for (std::size_t n = 0; n < length_ && end < text.size(); ++n) end += code_point_at(text, end).length;
      sink({.text = text.substr(i, end - i), .first = stretch.first && i == 0});
      i = end;
    }
  }
  std::string_view name() const override { return "FixedLength"; }

 private:
  std::size_t length_;
};

std::unique_ptr<PreTokenizer> make(const Value& settings, const std::string& origin) {
  const Value& length = setting(settings, "length");
  if (length.is_null()) return std::make_unique<FixedLength>(5);
  if (!length.is_int() || length.as_int() < 1)
    fail_in(origin, "has a FixedLength pre_tokenizer whose 'length' is no number of characters");
  return std::make_unique<FixedLength>(static_cast<std::size_t>(length.as_int()));
}

}  // namespace

PreTokenizerType fixed_length() {
  return {.type = "FixedLength", .make = make};
}

}  // namespace coldread::pre_tokenizers
