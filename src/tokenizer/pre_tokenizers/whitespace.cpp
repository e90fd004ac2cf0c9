#include "base/unicode.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

namespace coldread::pre_tokenizers {
namespace {

enum class Kind { space, word, other };

Kind kind_of(const CodePoint& point) {
  if (!point.valid) return Kind::other;
  if (is_white_space(point.value)) return Kind::space;
  return is_word_character(point.value) ? Kind::word : Kind::other;
}

/// The matches of \w+|[^\w\s]+; white space goes.
class Whitespace final : public PreTokenizer {
 public:
  void split(Stretch stretch, PieceSink sink) const override {
    const std::string_view text = stretch.text;
    for (std::size_t i = 0; i < text.size();) {
      const Kind kind = kind_of(code_point_at(text, i));
      std::size_t end = i;
      while (end < text.size() && kind_of(code_point_at(text, end)) == kind) end += code_point_at(text, end).length;
      if (kind != Kind::space) sink({.text = text.substr(i, end - i), .first = stretch.first && i == 0});
      i = end;
    }
  }
  std::string_view name() const override { return "Whitespace"; }
};

}  // namespace

PreTokenizerType whitespace() {
  return {.type = "Whitespace", .make = [](const Value&, const std::string&) -> std::unique_ptr<PreTokenizer> {
            return std::make_unique<Whitespace>();
          }};
}

}  // namespace coldread::pre_tokenizers
