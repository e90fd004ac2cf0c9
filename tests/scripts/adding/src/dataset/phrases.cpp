#include <string>

#include "dataset/format.h"
#include "dataset/text_lines.h"

namespace coldread {
namespace {

/// Column `phrase`: a line; empty lines are passed over.
List read(const SourceText& source, const Dict& /*options*/) {
  const std::string text = with_plain_line_ends(source.text);
  List rows;
  for (const std::string_view line : split_lines(text)) {
    if (line.empty()) continue;
    Dict fields;
    fields.set("phrase", line);
    rows.emplace_back(std::move(fields));
  }
  return rows;
}

}  // namespace

DatasetFormat format_phrases() {
  return {.name = "phrases", .options = {}, .read = read};
}

}  // namespace coldread
