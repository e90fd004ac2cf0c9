#include "tokenizer/post_processors/make_post_processor.h"

namespace coldread::post_processors {

/// Adds nothing: in Hugging Face tokenizers it corrects places in the text, which are not kept here.
PostProcessorType byte_level() {
  return {.type = "ByteLevel",
          .make = [](const Value&, const Vocabulary&) -> std::unique_ptr<PostProcessor> { return nullptr; }};
}

}  // namespace coldread::post_processors
