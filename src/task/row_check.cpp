#include "task/row_check.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/suggest.h"
#include "base/unicode.h"

namespace coldread {
namespace {

/// The template with its expressions, statements and comments left out.
std::string outside_of_tags(std::string_view source) {
  std::string plain;
  while (!source.empty()) {
    const bool opens = source.starts_with("{{") || source.starts_with("{%") || source.starts_with("{#");
    const char end = opens ? (source[1] == '{' ? '}' : source[1]) : '\0';
    const std::size_t close = opens ? source.find(std::string{end, '}'}, 2) : std::string_view::npos;
    if (close == std::string_view::npos) {
      plain += source.front();
      source.remove_prefix(1);
    } else {
      source.remove_prefix(close + 2);
    }
  }
  return plain;
}

std::string nearest(std::string_view text, std::span<const std::string> columns) {
  constexpr std::size_t kLeast = 3;  // characters: shorter texts are near to any other
  return count_code_points(strip(text)) < kLeast ? "" : did_you_mean(strip(text), columns);
}

}  // namespace

void RowNotes::add(const Place& place, const std::string& what, std::int64_t row) {
  auto note = std::ranges::find(notes_, what, &Note::what);
  if (note == notes_.end()) note = notes_.insert(notes_.end(), {.place = place, .what = what, .rows = {}});
  note->rows.push_back(row);
}

std::vector<std::string> RowNotes::lines() const {
  std::vector<std::string> lines;
  for (const Note& note : notes_) lines.push_back(to_string(note.place) + rows_text(note.rows) + ": " + note.what);
  return lines;
}

void note_null(std::string_view key, const Field& field, const Value& value, const RowPlace& row, RowNotes& notes) {
  const bool shows_none = value.is_string() && value.as_string().find("None") != std::string::npos;
  const std::string column = shows_none || value.is_null() ? field.null_column(row) : "";
  if (column.empty()) return;
  notes.add(field.place(),
            value.is_null() ? fmt::format("{} is null, as is the column '{}'", key, column)
                            : fmt::format("{} shows 'None', since the column '{}' is null there", key, column),
            row.document.id);
}

std::string rows_text(std::span<const std::int64_t> rows) {
  constexpr std::size_t kNamed = 5;
  std::string text = rows.size() == 1 ? "row " : "rows ";
  const std::size_t named = std::min(rows.size(), kNamed);
  for (std::size_t i = 0; i < named; ++i) {
    const bool last = i + 1 == rows.size();
    text += (i == 0 ? "" : last ? " and " : ", ") + std::to_string(rows[i]);
  }
  if (rows.size() > named) text += fmt::format(" and {} more", rows.size() - named);
  return text;
}

bool is_plain_text(const Field& field) {
  if (!field.is_template()) return false;
  const std::string source = field.source();
  return source.find("{{") == std::string::npos && source.find("{%") == std::string::npos;
}

std::vector<std::string> field_doubts(std::string_view key, const Field& field, std::span<const std::string> columns) {
  std::vector<std::string> doubts;
  if (!field.is_template()) return doubts;
  const std::string place = to_string(field.place());
  if (const std::string near = is_plain_text(field) ? nearest(field.source(), columns) : ""; !near.empty()) {
    doubts.push_back(fmt::format("{}{} is the text '{}' in every row: no column has this name{}", place, key,
                                 strip(field.source()), near));
  }
  const std::string plain = outside_of_tags(field.source());
  for (const std::string& column : columns) {
    if (plain.find("{" + column + "}") == std::string::npos) continue;
    doubts.push_back(fmt::format("{}{} holds '{{{}}}' as plain text; a column takes two braces: '{{{{{}}}}}'", place,
                                 key, column, column));
  }
  return doubts;
}

}  // namespace coldread
