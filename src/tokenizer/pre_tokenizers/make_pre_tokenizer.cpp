#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

#include <vector>

#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"

namespace coldread {
namespace pre_tokenizers {

#define PRE_TOKENIZER(identifier) PreTokenizerOfSteps identifier;
#include "tokenizer/pre_tokenizers/pre_tokenizers.inc"
#undef PRE_TOKENIZER

namespace {

constexpr PreTokenizerOfSteps* kTable[] = {
#define PRE_TOKENIZER(identifier) identifier,
#include "tokenizer/pre_tokenizers/pre_tokenizers.inc"
#undef PRE_TOKENIZER
};

Value sequence(List steps) {
  return Dict::of_distinct({{"type", "Sequence"}, {"pretokenizers", std::move(steps)}});
}

}  // namespace
}  // namespace pre_tokenizers

std::unique_ptr<PreTokenizer> make_pre_tokenizer(const Value& description, const std::string& origin) {
  const std::vector<Value> steps = steps_of(description, "pretokenizers");
  for (PreTokenizerOfSteps* const make : pre_tokenizers::kTable) {
    if (auto made = make(steps)) return made;
  }
  fail_in(origin, "has a pre_tokenizer (" + types_of(steps) +
                      ") that is not supported; expected ByteLevel, Digits and ByteLevel, or Split and "
                      "ByteLevel, as GPT-2, SmolLM and Llama 3 have them");
}

Value byte_level_description(bool add_prefix_space) {
  return Dict::of_distinct({{"type", "ByteLevel"}, {"add_prefix_space", add_prefix_space}});
}

Value digits_description() {
  const Value digits = Dict::of_distinct({{"type", "Digits"}, {"individual_digits", true}});
  return pre_tokenizers::sequence({digits, byte_level_description()});
}

Value split_description(std::string_view pattern) {
  const Value split = Dict::of_distinct(
      {{"type", "Split"}, {"pattern", Dict::of_distinct({{"Regex", pattern}})}, {"behavior", "Isolated"}});
  const Value bytes = Dict::of_distinct({{"type", "ByteLevel"}, {"use_regex", false}});
  return pre_tokenizers::sequence({split, bytes});
}

bool splits_by(const Value& step, std::string_view pattern) {
  const Value& behavior = setting(step, "behavior");
  const bool inverted = setting(step, "invert") == Value(true);
  const bool keeps_matches = behavior == Value("Isolated") || (behavior == Value("Removed") && inverted);
  return type_of(step) == "Split" && setting(setting(step, "pattern"), "Regex") == Value(pattern) && keeps_matches;
}

bool is_byte_level(const Value& step, bool with_pattern) {
  return type_of(step) == "ByteLevel" && (setting(step, "use_regex") == Value(false)) != with_pattern;
}

}  // namespace coldread
