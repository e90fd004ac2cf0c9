#include <string>
#include <utility>

#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/description.h"
#include "tokenizer/text_pattern.h"

namespace coldread::decoders {
namespace {

/// Source: Hugging Face tokenizers, which takes these for artefacts of English.
std::string cleaned(std::string text) {
  constexpr std::pair<std::string_view, std::string_view> kArtefacts[] = {
      {" .", "."},   {" ?", "?"},           {" !", "!"},   {" ,", ","},     {" ' ", "'"},   {" n't", "n't"},
      {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
  for (const auto& [artefact, replacement] : kArtefacts) text = replace_all(text, artefact, replacement);
  return text;
}

/// A space in front of each token but the first, and but those with the prefix, which goes.
class WordPiece final : public CopiedStep<WordPiece> {
 public:
  WordPiece(std::string prefix, bool cleans) : prefix_(std::move(prefix)), cleans_(cleans) {}

  void push(std::string_view token, const DecodedSink& sink) override {
    std::string text(token);
    if (!first_) text = token.starts_with(prefix_) ? text.substr(prefix_.size()) : " " + text;
    first_ = false;
    sink(cleans_ ? cleaned(std::move(text)) : text);
  }

 private:
  std::string prefix_;
  bool cleans_;
  bool first_ = true;
};

}  // namespace

DecoderType word_piece() {
  return {.type = "WordPiece",
          .make = [](const Value& settings, bool, const std::string&) -> std::unique_ptr<DecoderStep> {
            const Value& prefix = setting(settings, "prefix");
            return std::make_unique<WordPiece>(prefix.is_string() ? prefix.as_string() : "##",
                                               !(setting(settings, "cleanup") == Value(false)));
          }};
}

}  // namespace coldread::decoders
