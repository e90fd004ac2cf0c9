#include "tokenizer/post_processors/fixed_ends.h"
#include "tokenizer/post_processors/make_post_processor.h"

namespace coldread::post_processors {

/// [CLS] A [SEP], [CLS] A [SEP] B [SEP]
PostProcessorType bert() {
  return {.type = "BertProcessing",
          .make = [](const Value& settings, const Vocabulary& vocabulary) -> std::unique_ptr<PostProcessor> {
            const TokenId cls = named_token(settings, "cls", vocabulary);
            const TokenId sep = named_token(settings, "sep", vocabulary);
            return fixed_ends({.front = {cls}, .between = {sep}, .behind = {sep}, .second_has_type = true});
          }};
}

}  // namespace coldread::post_processors
