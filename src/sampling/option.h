#pragma once

#include <string_view>
#include <variant>

#include "api/request.h"
#include "api/value.h"

namespace coldread {

/// What an option is there for.
enum class SamplingUse {
  shape,    ///< the distribution that is drawn from: one asks for a draw, and is idle in greedy generation
  penalty,  ///< what is said and how it is searched: greedy generation heeds it too
  draw,     ///< how a draw is made
};

/// Scores against an option's values, in a report.
enum class SamplingAxis {
  none,       ///< not drawn
  ascending,  ///< from the smallest value to the largest
  off_last,   ///< off is the end that larger values lead to
};

/// One option of how tokens are drawn: all that flags, files, checks, stored answers and reports know of it.
struct SamplingOption {
  std::string_view name;  ///< of its flag, its YAML key and its JSON key
  std::variant<bool SamplingSettings::*, double SamplingSettings::*, std::int64_t SamplingSettings::*,
               std::uint64_t SamplingSettings::*, SamplingOrder SamplingSettings::*, TokenBiases SamplingSettings::*>
      member;
  bool (*possible)(double number) = nullptr;  ///< of a number; nullptr: each is
  std::string_view range{};                   ///< the possible ones in words
  SamplingAxis axis = SamplingAxis::none;
  SamplingUse use = SamplingUse::penalty;  ///< of a step's option: as the step's row says
};

Value value_of(const SamplingOption& option, const SamplingSettings& settings);
/// Throws Error(usage) on a value of the wrong kind.
void set_value(const SamplingOption& option, const Value& value, SamplingSettings& settings);
/// Throws Error(usage) that names the option, its value and its range, where the value is impossible.
void check(const SamplingOption& option, const SamplingSettings& settings);
/// Whether the option has its default.
bool is_off(const SamplingOption& option, const SamplingSettings& settings);

}  // namespace coldread
