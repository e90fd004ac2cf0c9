#include <string>

#include "dataset/format.h"
#include "dataset/text_lines.h"

namespace coldread {
namespace {

bool is_blank(std::string_view line) {
  return line.find_first_not_of(' ') == std::string_view::npos;
}

/// " = Title = " between blank lines; section headings have more signs, and a formula in the text no blank lines
/// around.
bool is_title(const std::vector<std::string_view>& lines, std::size_t i) {
  const std::string_view line = lines[i];
  const bool one_sign = line.size() > 6 && line.starts_with(" = ") && line.ends_with(" = ") && line[3] != '=' &&
                        line[line.size() - 4] != '=';
  return one_sign && (i == 0 || is_blank(lines[i - 1])) && (i + 1 == lines.size() || is_blank(lines[i + 1]));
}

/// WikiText's raw files: column `page`, one article with its title and its line ends as they are.
List read(const SourceText& source, const Dict& /*options*/) {
  const std::string text = with_plain_line_ends(source.text);
  const std::vector<std::string_view> lines = split_lines(text);
  List rows;
  std::size_t start = 0;
  const auto add = [&](std::size_t end) {
    const std::string_view page = std::string_view(text).substr(start, end - start);
    start = end;
    if (page.find_first_not_of(" \n") == std::string_view::npos) return;
    Dict fields;
    fields.set("page", page);
    rows.emplace_back(std::move(fields));
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (is_title(lines, i)) add(static_cast<std::size_t>(lines[i].data() - text.data()));
  }
  add(text.size());
  return rows;
}

}  // namespace

DatasetFormat format_wikitext() {
  return {.name = "wikitext", .options = {}, .read = read, .is_data_set = true};
}

}  // namespace coldread
