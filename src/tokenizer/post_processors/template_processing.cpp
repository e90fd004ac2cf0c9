#include "tokenizer/description.h"
#include "tokenizer/post_processors/bos_processing.h"
#include "tokenizer/post_processors/make_post_processor.h"

namespace coldread::post_processors {
namespace {

/// A template may be the text alone, or one token and the text: that token is taken for BOS.
std::unique_ptr<PostProcessor> make(const Value& description, const Vocabulary& vocabulary,
                                    const SpecialTokens& special) {
  const Value& single = setting(description, "single");
  const std::size_t size = single.is_list() ? single.as_list().size() : 0;
  const bool ends_with_text = size > 0 && single.as_list().back().find("Sequence") != nullptr;
  const bool adds_one = size == 2 && single.as_list().front().find("SpecialToken") != nullptr;
  if (!ends_with_text || (size != 1 && !adds_one)) refuse_post_processor(description, vocabulary);
  return adds_one ? bos_processing(vocabulary, special) : nullptr;
}

}  // namespace

PostProcessorType template_processing() {
  return {.type = "TemplateProcessing", .make = make};
}

}  // namespace coldread::post_processors
