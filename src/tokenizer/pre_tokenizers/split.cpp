#include "tokenizer/description.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/pre_tokenizers/span_splitter.h"
#include "tokenizer/text_pattern.h"

namespace coldread::pre_tokenizers {
namespace {

/// The matches of a pattern are delimiters, or with invert what stands between them.
class Split final : public PreTokenizer {
 public:
  Split(TextPattern pattern, SplitBehavior behavior, bool inverts)
      : pattern_(std::move(pattern)), behavior_(behavior), inverts_(inverts) {}

  void split(Stretch stretch, PieceSink sink) const override {
    SpanSplitter splitter(stretch, behavior_, sink);
    pattern_.for_each_span(
        stretch.text, [&](std::string_view span, bool matches) { splitter.take(span.size(), matches != inverts_); });
    splitter.finish();
  }
  std::string_view name() const override { return "Split"; }

 private:
  TextPattern pattern_;
  SplitBehavior behavior_;
  bool inverts_;
};

std::unique_ptr<PreTokenizer> make(const Value& settings, const std::string& origin) {
  return std::make_unique<Split>(TextPattern(setting(settings, "pattern"), origin),
                                 read_split_behavior(setting(settings, "behavior"), origin),
                                 setting(settings, "invert") == Value(true));
}

}  // namespace

PreTokenizerType split() {
  return {.type = "Split", .make = make};
}

}  // namespace coldread::pre_tokenizers
