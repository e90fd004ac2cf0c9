#pragma once

#include <string>
#include <vector>

#include "report/writers.h"

namespace coldread {

/// A column of a table for a terminal.
struct TextColumn {
  std::string head;
  bool right = false;
  std::vector<std::string> cells = {};
};

/// Columns side by side under a rule; the first of those marked wide shrink until the table fits the style's width.
/// wide: indexes of columns that may be cut.
std::string text_table(const std::vector<TextColumn>& columns, const std::vector<std::size_t>& wide,
                       const ConsoleStyle& style);

}  // namespace coldread
