#pragma once

#include "api/value.h"

namespace coldread {

/// What Hugging Face's JSON loader makes of rows: every row has every column (in order of first appearance; null where
/// a row lacks it), numbers that are integers here and reals there are all reals, dicts of the same keys take the
/// first one's order. Unlike there, text that looks like a date stays text.
List unify_json_columns(List rows);

}  // namespace coldread
