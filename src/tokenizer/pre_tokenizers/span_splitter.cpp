#include "tokenizer/pre_tokenizers/span_splitter.h"

#include <array>
#include <utility>

#include "tokenizer/fail_in.h"

namespace coldread {

SplitBehavior read_split_behavior(const Value& name, const std::string& origin) {
  constexpr std::array<std::pair<std::string_view, SplitBehavior>, 5> kNames{{
      {"Removed", SplitBehavior::removed},
      {"Isolated", SplitBehavior::isolated},
      {"MergedWithPrevious", SplitBehavior::merged_with_previous},
      {"MergedWithNext", SplitBehavior::merged_with_next},
      {"Contiguous", SplitBehavior::contiguous},
  }};
  for (const auto& [known, behavior] : kNames) {
    if (name == Value(known)) return behavior;
  }
  fail_in(origin, "has the behavior '" + (name.is_string() ? name.as_string() : "?") +
                      "' in its pre_tokenizer; expected Removed, Isolated, MergedWithPrevious, MergedWithNext or "
                      "Contiguous");
}

void SpanSplitter::put() {
  if (holds_ && end_ > begin_) {
    sink_({.text = stretch_.text.substr(begin_, end_ - begin_), .first = stretch_.first && begin_ == 0});
  }
  begin_ = end_;
  holds_ = false;
}

void SpanSplitter::take(std::size_t length, bool is_delimiter) {
  const bool joins =
      holds_ && ((behavior_ == SplitBehavior::contiguous && is_delimiter == held_delimiter_) ||
                 (behavior_ == SplitBehavior::merged_with_previous && is_delimiter && !held_delimiter_) ||
                 (behavior_ == SplitBehavior::merged_with_next && !is_delimiter && held_delimiter_));
  if (!joins) put();
  holds_ = true;
  held_delimiter_ = is_delimiter;
  end_ += length;
  if (behavior_ == SplitBehavior::removed && is_delimiter) {
    begin_ = end_;
    holds_ = false;
  }
}

}  // namespace coldread
