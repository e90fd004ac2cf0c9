#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8

#include <cstddef>
#include <cstdint>
#include <pcre2.h>
#include <string_view>
#include <vector>

namespace coldread {

/// What trying an item of a pattern may cost beyond the characters that it is seen to pass: a repetition or a reference
/// back can run far into the text and fail there.
class RegexCosts {
 public:
  RegexCosts() = default;
  /// Of a pattern compiled with PCRE2_AUTO_CALLOUT.
  RegexCosts(const pcre2_code* code, std::string_view pattern);

  /// In the units of RegexBudget, for the item that PCRE2 comes to.
  std::uint64_t of(const pcre2_callout_block& item) const;

 private:
  static constexpr std::uint32_t kReference = UINT32_MAX;
  std::vector<std::uint32_t> at_;  ///< by the byte of the pattern: the least count of a repetition, or kReference
};

/// How much one search may do over all of its text, far above what sane patterns need. It is counted in items tried and
/// characters passed, never in time: a pattern gives up on the same texts on every machine. PCRE2 calls before each
/// item. A call takes about 9 ns and counts 16, a byte moved over, forward or back, counts 1 (0.2 to 0.5 ns): a runaway
/// pattern stops within about half a second.
class RegexBudget {
 public:
  explicit RegexBudget(const RegexCosts& costs) : costs_(&costs) {}

  /// False once there is nothing left.
  bool spend(const pcre2_callout_block& item);

 private:
  const RegexCosts* costs_;
  std::uint64_t left_ = 1'000'000'000;
  std::size_t position_ = 0;
};

}  // namespace coldread
