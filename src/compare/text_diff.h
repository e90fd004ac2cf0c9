#pragma once

#include <string_view>
#include <vector>

#include "api/comparison.h"

namespace coldread {

/// How to come from one text to another, word by word along a longest common subsequence. Texts whose middles, without
/// what both begin and end with, are too long for that (more than 1,000,000 pairs of words) differ in all of it.
std::vector<DiffPiece> text_diff(std::string_view from, std::string_view to);

/// The same for people: long stretches are cut in their middle, and after 24 pieces the rest is left out; "…" stands
/// for what is missing.
std::vector<DiffPiece> shortened(std::vector<DiffPiece> pieces);

}  // namespace coldread
