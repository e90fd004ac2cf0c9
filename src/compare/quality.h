#pragma once

#include <optional>
#include <vector>

#include "api/quality.h"
#include "api/report.h"

namespace coldread {

/// One entry a run and task that generates, in the order of tasks, then runs.
std::vector<TextQuality> text_qualities(const Report& report);

/// Index of the first token at which two answers differ; absent where they are the same.
std::optional<std::size_t> first_divergence(const GeneratedText& a, const GeneratedText& b);

}  // namespace coldread
