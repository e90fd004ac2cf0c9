#include "base/regex_budget.h"

#include <algorithm>
#include <charconv>

namespace coldread {
namespace {

constexpr std::uint64_t kOfCall = 16;
/// A byte of what is repeated takes about 1 ns, one compared with a group without regard to case up to 4 ns.
constexpr std::uint64_t kOfRepeat = 2;
constexpr std::uint64_t kOfReference = 8;

/// The m of an item that ends in {m}, {m,} or {m,n}, lazy or possessive; 0 where there is none.
std::uint32_t least_count(std::string_view item) {
  if (item.ends_with('?') || item.ends_with('+')) item.remove_suffix(1);
  const std::size_t brace = item.rfind('{');
  if (!item.ends_with('}') || brace == std::string_view::npos) return 0;
  std::uint32_t count = 0;
  std::from_chars(item.data() + brace + 1, item.data() + item.size(), count);
  return count;
}

}  // namespace

RegexCosts::RegexCosts(const pcre2_code* code, std::string_view pattern) : at_(pattern.size() + 1, 0) {
  struct Reading {
    std::string_view pattern;
    std::vector<std::uint32_t>& at;
  } reading{.pattern = pattern, .at = at_};
  const auto read = [](pcre2_callout_enumerate_block* item, void* data) {
    const auto& [text, at] = *static_cast<Reading*>(data);
    const std::string_view piece = text.substr(item->pattern_position, item->next_item_length);
    at[item->pattern_position] = piece.starts_with("\\g") ? kReference : least_count(piece);
    return 0;
  };
  pcre2_callout_enumerate(code, read, &reading);
}

std::uint64_t RegexCosts::of(const pcre2_callout_block& item) const {
  const std::uint64_t rest = item.subject_length - item.current_position;
  const std::uint32_t cost = at_[item.pattern_position];
  if (cost != kReference) return kOfRepeat * std::min<std::uint64_t>(cost, rest);
  std::uint64_t longest = 0;
  for (std::uint32_t group = 1; group < item.capture_top; ++group) {
    const PCRE2_SIZE begin = item.offset_vector[2 * group];
    const PCRE2_SIZE end = item.offset_vector[2 * group + 1];
    if (begin != PCRE2_UNSET && end != PCRE2_UNSET && begin < end)
      longest = std::max<std::uint64_t>(longest, end - begin);
  }
  return kOfReference * std::min(longest, rest);
}

bool RegexBudget::spend(const pcre2_callout_block& item) {
  const std::size_t at = item.current_position;
  const std::size_t moved = at > position_ ? at - position_ : position_ - at;
  position_ = at;
  const std::uint64_t cost = kOfCall + moved + costs_->of(item);
  if (cost > left_) return false;
  left_ -= cost;
  return true;
}

}  // namespace coldread
