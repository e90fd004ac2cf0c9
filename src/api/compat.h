#pragma once

#include <string_view>

#include "base/error.h"

namespace coldread {

/// Whose number stands where lm-evaluation-harness is wrong and we are not: ours, or that of one of its releases. Each
/// such place is a row of docs/lm-eval-differences.md.
enum class Compat { none, lm_eval_0_4_13 };

/// "lm-eval-0.4.13"; empty for none.
std::string_view compat_name(Compat compat);
/// Throws Error(usage) with a suggestion.
Compat compat_of(std::string_view name, const Place& place);

}  // namespace coldread
