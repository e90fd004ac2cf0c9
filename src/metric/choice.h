#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "metric/metric.h"

namespace coldread {

/// Index of the first largest value; as numpy's argmax, the first NaN wins over everything. Not empty.
std::size_t first_largest(std::span<const double> values);

/// Whether the choice is one of the accepted ones. Accepted indexes beyond the choices never match.
bool is_gold(const ChoiceOutcome& outcome, std::size_t choice);

/// The first accepted index, or -100 where it is out of range (lm-evaluation-harness's mark).
std::int64_t first_gold(const ChoiceOutcome& outcome);

/// exp(x - max) / sum; not empty.
std::vector<double> softmax(std::span<const double> logprobs);

}  // namespace coldread
