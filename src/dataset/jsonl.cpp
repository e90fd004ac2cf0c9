#include <string>
#include <utility>

#include "base/error.h"
#include "dataset/format.h"
#include "dataset/json_columns.h"
#include "dataset/json_lines.h"
#include "io/json_data.h"

namespace coldread {

Value read_json(const SourceText& source) {
  JsonNotes notes;
  Value value = parse_json_data(source.text, {.origin = source.origin, .notes = &notes});
  if (notes.repeated_keys > 0) {
    source.warn({.file = source.origin}, "the key '" + notes.first_repeated + "' stands twice in an object" +
                                             (notes.repeated_keys > 1 ? ", as do others" : "") +
                                             "; the last value counts");
  }
  return value;
}

List read_json_lines(const SourceText& source) {
  List rows;
  int repeating = 0;  // rows
  std::string repeated;
  int repeating_line = 0;
  std::string_view rest = source.text;
  for (int line = 1; !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    JsonNotes notes;
    Value row = parse_json_data(text, {.origin = source.origin, .first_line = line, .notes = &notes});
    if (notes.repeated_keys > 0) {
      if (repeating_line == 0) {
        repeating_line = line;
        repeated = notes.first_repeated;
      }
      ++repeating;
    }
    if (!row.is_dict()) {
      throw Error(ErrorCode::input, {.file = source.origin, .line = line},
                  "a row must be a JSON object, not " + std::string(kind_name(row.kind())));
    }
    rows.push_back(std::move(row));
  }
  if (repeating > 0) {
    source.warn({.file = source.origin, .line = repeating_line},
                "the key '" + repeated + "' stands twice in a row" +
                    (repeating > 1 ? ", as do keys of " + std::to_string(repeating - 1) + " further rows" : "") +
                    "; the last value counts");
  }
  return rows;
}

DatasetFormat format_jsonl() {
  return {.name = "jsonl",
          .options = {},
          .read = [](const SourceText& source, const Dict&) { return read_json_lines(source); },
          .unify = unify_json_columns};
}

}  // namespace coldread
