#include <string>
#include <utility>

#include "base/error.h"
#include "dataset/format.h"
#include "dataset/json_columns.h"
#include "dataset/json_lines.h"
#include "io/json.h"

namespace coldread {

List read_json_lines(const SourceText& source) {
  List rows;
  std::string_view rest = source.text;
  for (int line = 1; !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    Value row = parse_json(text, source.origin, ErrorCode::input, line);
    if (!row.is_dict()) {
      throw Error(ErrorCode::input, {.file = source.origin, .line = line},
                  "a row must be a JSON object, not " + std::string(kind_name(row.kind())));
    }
    rows.push_back(std::move(row));
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
