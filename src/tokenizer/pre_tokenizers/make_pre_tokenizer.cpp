#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/pre_tokenizers/byte_level.h"

namespace coldread {
namespace pre_tokenizers {

#define SCANNER(identifier) PreTokenizerOfSteps identifier;
#include "tokenizer/pre_tokenizers/scanners.inc"
#undef SCANNER
#define PRE_TOKENIZER(identifier) PreTokenizerType identifier();
#include "tokenizer/pre_tokenizers/pre_tokenizers.inc"
#undef PRE_TOKENIZER

namespace {

constexpr PreTokenizerOfSteps* kScanners[] = {
#define SCANNER(identifier) identifier,
#include "tokenizer/pre_tokenizers/scanners.inc"
#undef SCANNER
};

const std::vector<PreTokenizerType>& types() {
#define PRE_TOKENIZER(identifier) identifier(),
  static const std::vector<PreTokenizerType> table{
#include "tokenizer/pre_tokenizers/pre_tokenizers.inc"
  };
#undef PRE_TOKENIZER
  return table;
}

std::unique_ptr<PreTokenizer> make_step(const Value& description, const std::string& origin) {
  const auto known = std::ranges::find(types(), type_of(description), &PreTokenizerType::type);
  if (known != types().end()) return known->make(description, origin);
  std::vector<std::string> names;
  for (const PreTokenizerType& type : types()) names.emplace_back(type.type);
  fail_unknown_type(origin, "pre_tokenizer", description, names);
}

/// Each step cuts the pieces of the one before.
class Sequence final : public PreTokenizer {
 public:
  Sequence(std::vector<std::unique_ptr<PreTokenizer>> steps, std::string name)
      : steps_(std::move(steps)), name_(std::move(name)) {}

  void split(Stretch stretch, PieceSink sink) const override { split_from(0, stretch, sink); }
  std::string_view name() const override { return name_; }

 private:
  void split_from(std::size_t step, Stretch stretch, PieceSink sink) const {
    if (step == steps_.size()) return sink(stretch);
    steps_[step]->split(stretch, [&](Stretch piece) { split_from(step + 1, piece, sink); });
  }

  std::vector<std::unique_ptr<PreTokenizer>> steps_;
  std::string name_;
};

Value sequence(List steps) {
  return Dict::of_distinct({{"type", "Sequence"}, {"pretokenizers", std::move(steps)}});
}

}  // namespace
}  // namespace pre_tokenizers

std::unique_ptr<PreTokenizer> make_pre_tokenizer(const Value& description, const std::string& origin) {
  const std::vector<Value> steps = steps_of(description, "pretokenizers");
  if (steps.empty()) return nullptr;
  for (PreTokenizerOfSteps* const make : pre_tokenizers::kScanners) {
    if (auto made = make(steps)) return made;
  }
  std::vector<std::unique_ptr<PreTokenizer>> made;
  bool in_alphabet = false;
  for (const Value& step : steps) {
    auto one = pre_tokenizers::make_step(step, origin);
    if (type_of(step) == "ByteLevel") {
      if (in_alphabet) fail_in(origin, "has two ByteLevel pre_tokenizers, one after the other");
      in_alphabet = true;
    } else if (in_alphabet) {
      one = after_byte_level(std::move(one));
    }
    made.push_back(std::move(one));
  }
  return std::make_unique<pre_tokenizers::Sequence>(std::move(made), types_of(steps));
}

bool hands_on_bytes(const Value& description) {
  const std::vector<Value> steps = steps_of(description, "pretokenizers");
  return std::ranges::any_of(steps, [](const Value& step) { return type_of(step) == "ByteLevel"; });
}

Value byte_level_description(bool add_prefix_space) {
  return Dict::of_distinct({{"type", "ByteLevel"}, {"add_prefix_space", add_prefix_space}});
}

Value digits_description() {
  const Value digits = Dict::of_distinct({{"type", "Digits"}, {"individual_digits", true}});
  return pre_tokenizers::sequence({digits, byte_level_description()});
}

Value split_description(const std::vector<std::string_view>& patterns, bool bytes) {
  List steps;
  for (const std::string_view pattern : patterns) {
    steps.emplace_back(Dict::of_distinct(
        {{"type", "Split"}, {"pattern", Dict::of_distinct({{"Regex", pattern}})}, {"behavior", "Isolated"}}));
  }
  if (bytes) steps.emplace_back(Dict::of_distinct({{"type", "ByteLevel"}, {"use_regex", false}}));
  return pre_tokenizers::sequence(std::move(steps));
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
