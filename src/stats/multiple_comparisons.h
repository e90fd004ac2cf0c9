#pragma once

#include <span>
#include <vector>

namespace coldread {

// Adjusted p values, in the order of the given ones.

std::vector<double> bonferroni(std::span<const double> p_values);
/// Family-wise error, step down. Source: Holm 1979.
std::vector<double> holm(std::span<const double> p_values);
/// False discovery rate, step up. Source: Benjamini and Hochberg 1995.
std::vector<double> benjamini_hochberg(std::span<const double> p_values);

}  // namespace coldread
