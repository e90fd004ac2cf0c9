#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/comparison.h"

namespace coldread {

/// A difference for people.
struct DifferenceText {
  std::string value;       ///< "+0.200"
  std::string interval;    ///< "[0.08, 0.32]"
  std::string detectable;  ///< "0.133"; empty where it is not known
};

inline constexpr std::string_view kMinus = "\u2212";

/// minus: how a negative number is written; a hyphen suits a terminal.
DifferenceText difference_text(const Difference& difference, std::string_view minus = kMinus);

/// "+0.200" or "−0.200".
std::string signed_text(double value, int decimals, std::string_view minus = kMinus);

/// A p value: four decimals, "<.0001" below.
std::string p_text(double p);

/// labels: of the arms. "prompts differ on 8 of 8 documents (A against B); document 0:"
std::string prompts_text(std::span<const std::string> labels, const PromptDifference& prompts);

}  // namespace coldread
