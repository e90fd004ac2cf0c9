#include "tokenizer/post_processors/fixed_ends.h"
#include "tokenizer/post_processors/make_post_processor.h"

namespace coldread::post_processors {

/// <s> A </s>, <s> A </s> </s> B </s>
PostProcessorType roberta() {
  return {.type = "RobertaProcessing",
          .make = [](const Value& settings, const Vocabulary& vocabulary) -> std::unique_ptr<PostProcessor> {
            const TokenId cls = named_token(settings, "cls", vocabulary);
            const TokenId sep = named_token(settings, "sep", vocabulary);
            return fixed_ends({.front = {cls}, .between = {sep, sep}, .behind = {sep}});
          }};
}

}  // namespace coldread::post_processors
