#pragma once

#include <string>

#include "compare/first_divergence.h"

namespace coldread {

/// Which of the places where we differ from lm-evaluation-harness on purpose a divergence is, in words, with what
/// brings its number about; empty where it is none. ours, theirs: the two lines of samples.
std::string known_difference(const Divergence& found, const Value& ours, const Value& theirs,
                             const DivergenceContext& context);

}  // namespace coldread
