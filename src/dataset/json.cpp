#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"
#include "dataset/format.h"
#include "dataset/json_columns.h"
#include "dataset/json_lines.h"
#include "io/json_data.h"

namespace coldread {
namespace {

List rows_of(const Value& value, const std::string& origin, const std::string& what) {
  if (!value.is_list()) {
    throw Error(ErrorCode::input, {.file = origin},
                what + " must be a list of rows, not " + std::string(kind_name(value.kind())));
  }
  for (std::size_t i = 0; i < value.as_list().size(); ++i) {
    if (value.as_list()[i].is_dict()) continue;
    throw Error(ErrorCode::input, {.file = origin},
                "row " + std::to_string(i) + " of " + what + " must be an object, not " +
                    std::string(kind_name(value.as_list()[i].kind())));
  }
  return value.as_list();
}

std::string key_list(const Value& dict) {
  std::string keys;
  for (const Dict::Entry& entry : dict.as_dict()) keys += (keys.empty() ? "" : ", ") + entry.first;
  return keys;
}

/// An object that ends on a later line than it begins on is no JSON line.
void refuse_single_object(const SourceText& source, std::string_view first_line) {
  if (first_line.find('}') != std::string_view::npos) return;
  Value whole;
  try {
    whole = parse_json_data(source.text, {.origin = source.origin});
  } catch (const Error&) {
    return;  // damaged JSON lines: their reader names the line
  }
  if (!whole.is_dict()) return;  // and what kind of value stands there
  throw Error(
      ErrorCode::input, {.file = source.origin},
      "holds one object; say where its rows are with dataset_kwargs.field (its keys are: " + key_list(whole) + ")");
}

/// A list of rows, JSON lines, or, with `field`, the rows under that key of one object.
List read(const SourceText& source, const Dict& options) {
  const std::string field = text_option(options, "field", "");
  if (!field.empty()) {
    const Value whole = read_json(source);
    const Value* rows = whole.find(field);
    if (rows == nullptr) {
      throw Error(ErrorCode::input, {.file = source.origin},
                  "has no field '" + field + "'" + (whole.is_dict() ? "; its keys are: " + key_list(whole) : ""));
    }
    return rows_of(*rows, source.origin, "field '" + field + "'");
  }
  const std::size_t start = source.text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return {};
  if (source.text[start] == '[') return rows_of(read_json(source), source.origin, "the file");
  refuse_single_object(source, source.text.substr(start, source.text.find('\n', start) - start));
  return read_json_lines(source);
}

}  // namespace

DatasetFormat format_json() {
  return {.name = "json", .options = {"field"}, .read = read, .unify = unify_json_columns};
}

}  // namespace coldread
