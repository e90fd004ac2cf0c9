#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/pre_tokenizers/span_splitter.h"

namespace coldread::pre_tokenizers {
namespace {

/// One character goes, what stands between is a piece.
class CharDelimiterSplit final : public PreTokenizer {
 public:
  explicit CharDelimiterSplit(char32_t delimiter) : delimiter_(delimiter) {}

  void split(Stretch stretch, PieceSink sink) const override {
    split_at_characters(stretch, SplitBehavior::removed, sink, [this](char32_t c) { return c == delimiter_; });
  }
  std::string_view name() const override { return "CharDelimiterSplit"; }

 private:
  char32_t delimiter_;
};

}  // namespace

PreTokenizerType char_delimiter_split() {
  return {.type = "CharDelimiterSplit",
          .make = [](const Value& settings, const std::string& origin) -> std::unique_ptr<PreTokenizer> {
            return std::make_unique<CharDelimiterSplit>(character_setting(settings, "delimiter", origin));
          }};
}

}  // namespace coldread::pre_tokenizers
