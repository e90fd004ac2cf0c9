#include <string>

#include "api/named_value.h"
#include "base/error.h"
#include "dataset/format.h"
#include "dataset/text_lines.h"

namespace coldread {

std::string with_plain_line_ends(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      plain += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      plain += '\n';
    }
  }
  return plain;
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

namespace {

Value row(std::string_view text) {
  Dict fields;
  fields.set("text", text);
  return fields;
}

/// Column `text`: a line, a paragraph (separated by an empty line, never empty itself) or the whole file.
List read(const SourceText& source, const Dict& options) {
  const std::string sample_by = text_option(options, "sample_by", "line");
  const Value* keep = options.find("keep_linebreaks");
  const bool keep_ends = keep != nullptr && NamedValue(*keep, "dataset_kwargs.keep_linebreaks").boolean();
  const std::string text = with_plain_line_ends(source.text);
  List rows;
  if (text.empty()) return rows;
  if (sample_by == "document") {
    rows.push_back(row(text));
  } else if (sample_by == "line") {
    for (const std::string_view line : split_lines(text)) {
      const bool has_end = line.data() + line.size() < text.data() + text.size();
      rows.push_back(row(keep_ends && has_end ? std::string(line) + "\n" : std::string(line)));
    }
  } else if (sample_by == "paragraph") {
    std::string_view rest = text;
    while (true) {
      const std::size_t end = rest.find("\n\n");
      if (end != 0 && !rest.empty()) rows.push_back(row(rest.substr(0, end)));
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 2);
    }
  } else {
    throw Error(ErrorCode::usage,
                "dataset_kwargs.sample_by must be line, paragraph or document, not '" + sample_by + "'");
  }
  return rows;
}

}  // namespace

DatasetFormat format_text() {
  return {.name = "text", .options = {"sample_by", "keep_linebreaks"}, .read = read};
}

}  // namespace coldread
