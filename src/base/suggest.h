#pragma once

#include <span>
#include <string>
#include <string_view>

namespace coldread {

/// "; did you mean 'X'?" for the candidate nearest to a mistyped name, or "" where none is near.
/// Distance: Damerau-Levenshtein (optimal string alignment); near is at most a third of the longer name, at least 1.
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

}  // namespace coldread
