#include "tokenizer/pre_tokenizers/character_split.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

namespace coldread::pre_tokenizers {
namespace {

/// White space goes; punctuation, one by one, and what stands between are pieces.
class Bert final : public PreTokenizer {
 public:
  void split(Stretch stretch, PieceSink sink) const override {
    split_at_characters(
        stretch, SplitBehavior::removed,
        [&](Stretch word) { split_at_characters(word, SplitBehavior::isolated, sink, is_bert_punctuation); },
        is_white_space);
  }
  std::string_view name() const override { return "BertPreTokenizer"; }
};

}  // namespace

PreTokenizerType bert() {
  return {.type = "BertPreTokenizer", .make = [](const Value&, const std::string&) -> std::unique_ptr<PreTokenizer> {
            return std::make_unique<Bert>();
          }};
}

}  // namespace coldread::pre_tokenizers
