#pragma once

#include <string>
#include <vector>

#include "dataset/format.h"

namespace coldread {

/// Rows of a delimited file (RFC 4180: quotes double inside quotes, a quoted cell may hold line ends). The first record
/// names the columns unless column_names does. Lines without any character are skipped.
/// A last record of fewer cells than columns is filled up with null, as in pandas.
/// Throws Error(input) with file and line: a record with more or fewer cells than columns, a quote that stays open.
List read_delimited(const SourceText& source, char delimiter, const std::vector<std::string>& column_names);

/// Options `delimiter` or `sep` (one character) and `column_names`.
List read_delimited_with(const SourceText& source, const Dict& options, std::string_view default_delimiter);

/// A column of cells as pandas' read_csv types it: all integers, all numbers, all booleans, or text; empty cells and
/// the usual marks (NA, NaN, None, null, ...) are null, and integers beside nulls become reals.
List type_csv_column(const std::vector<std::string>& cells);

}  // namespace coldread
