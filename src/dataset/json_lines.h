#pragma once

#include "dataset/format.h"

namespace coldread {

/// The text as one JSON value; warns of keys that stand twice. Throws Error(input) with file and line.
Value read_json(const SourceText& source);

/// One JSON object a line; lines of blanks are skipped. Warns of keys that stand twice. Throws Error(input) with file
/// and line.
List read_json_lines(const SourceText& source);

}  // namespace coldread
