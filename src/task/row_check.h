#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "task/field.h"

namespace coldread {

/// What looks like a mistake in some rows: one line for all rows that have it in common.
class RowNotes {
 public:
  /// what: the line's end, the same for all rows of one mistake.
  void add(const Place& place, const std::string& what, std::int64_t row);
  /// "t.yaml:6:14: rows 3, 7 and 2 more: WHAT", in the order in which they were first noted.
  std::vector<std::string> lines() const;

 private:
  struct Note {
    Place place;
    std::string what;
    std::vector<std::int64_t> rows;
  };
  std::vector<Note> notes_;
};

/// Notes a row in which the field is null, or shows the "None" that a template makes of a null column.
void note_null(std::string_view key, const Field& field, const Value& value, const RowPlace& row, RowNotes& notes);

/// "row 3", "rows 3 and 7", "rows 3, 7, 9, 12, 15 and 20 more".
std::string rows_text(std::span<const std::int64_t> rows);

/// What is odd about a field's text whatever the row: a plain text that is nearly a column's name, a column in single
/// braces. A line each; with its place.
std::vector<std::string> field_doubts(std::string_view key, const Field& field, std::span<const std::string> columns);

/// Whether a template's text is the same for every row: it holds no expression and no statement.
bool is_plain_text(const Field& field);

}  // namespace coldread
