#include "tokenizer/post_processors/make_post_processor.h"

#include <cstdint>
#include <string>
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

std::unique_ptr<PostProcessor> make_step(const Value& description, const Vocabulary& vocabulary) {
  std::vector<std::string> names;
  for (const PostProcessorType& known : types()) {
    if (known.type == type_of(description)) return known.make(description, vocabulary);
    names.emplace_back(known.type);
  }
  fail_unknown_type(vocabulary.origin(), "post_processor", description, names);
}

}  // namespace
}  // namespace post_processors

std::unique_ptr<PostProcessor> make_post_processor(const Value& description, const Vocabulary& vocabulary) {
  std::unique_ptr<PostProcessor> adding;
  for (const Value& step : steps_of(description, "processors")) {
    auto made = post_processors::make_step(step, vocabulary);
    if (made && adding) {
      fail_in(vocabulary.origin(), "has a sequence of post_processors of which two add tokens; expected one that does");
    }
    if (made) adding = std::move(made);
  }
  return adding;
}

TokenId named_token(const Value& description, std::string_view key, const Vocabulary& vocabulary) {
  const Value& named = setting(description, key);
  const Value* id = named.is_list() && named.as_list().size() == 2 ? &named.as_list()[1] : nullptr;
  if (id == nullptr || !id->is_int() || id->as_int() < 0 ||
      id->as_int() >= static_cast<std::int64_t>(vocabulary.size())) {
    fail_in(vocabulary.origin(),
            "has a " + type_of(description) + " whose '" + std::string(key) + "' is no [text, id] of its vocabulary");
  }
  return static_cast<TokenId>(id->as_int());
}

}  // namespace coldread
