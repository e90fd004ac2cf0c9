#include "dataset/format.h"
#include "dataset/text_lines.h"

namespace coldread {
namespace {

List read(const SourceText& source, const Dict&) {
  List rows;
  const std::string text = with_plain_line_ends(source.text);
  for (const std::string_view line : split_lines(text)) {
    Dict fields;
    fields.set("text", line);
    rows.emplace_back(std::move(fields));
  }
  return rows;
}

}  // namespace

/// One sentence a line, a file a column; line n of every file makes row n.
DatasetFormat format_parallel_text() {
  return {.name = "parallel_text", .options = {}, .read = read, .by_column = true};
}

}  // namespace coldread
