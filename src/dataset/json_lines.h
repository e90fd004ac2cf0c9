#pragma once

#include "dataset/format.h"

namespace coldread {

/// One JSON object a line; lines of blanks are skipped. Throws Error(input) with file and line.
List read_json_lines(const SourceText& source);

}  // namespace coldread
