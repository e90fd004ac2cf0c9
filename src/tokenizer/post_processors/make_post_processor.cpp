#include "tokenizer/post_processors/make_post_processor.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"

namespace coldread {
namespace post_processors {

#define POST_PROCESSOR(identifier) PostProcessorType identifier();
#include "tokenizer/post_processors/post_processors.inc"
#undef POST_PROCESSOR

namespace {

const std::vector<PostProcessorType>& types() {
#define POST_PROCESSOR(identifier) identifier(),
  static const std::vector<PostProcessorType> table{
#include "tokenizer/post_processors/post_processors.inc"
  };
#undef POST_PROCESSOR
  return table;
}

}  // namespace
}  // namespace post_processors

void refuse_post_processor(const Value& description, const Vocabulary& vocabulary) {
  fail_in(vocabulary.origin(), "has the post_processor " + types_of({&description, 1}) +
                                   ", which is not supported; expected none, ByteLevel or one that adds BOS");
}

std::unique_ptr<PostProcessor> make_post_processor(const Value& description, const Vocabulary& vocabulary,
                                                   const SpecialTokens& special) {
  std::unique_ptr<PostProcessor> adding;
  for (const Value& step : steps_of(description, "processors")) {
    const auto& types = post_processors::types();
    const auto known = std::ranges::find(types, type_of(step), &PostProcessorType::type);
    if (known == types.end()) refuse_post_processor(step, vocabulary);
    if (auto made = known->make(step, vocabulary, special)) adding = std::move(made);
  }
  return adding;
}

}  // namespace coldread
