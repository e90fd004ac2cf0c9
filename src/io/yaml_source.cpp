#include "io/yaml_source.h"

#include <algorithm>
#include <utility>

#include "io/yaml_quoted.h"

namespace coldread {

YamlSource::YamlSource(std::string_view text) : text_(text) {
  while (true) {
    const std::size_t end = text.find('\n');
    lines_.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
}

void YamlSource::describe(YamlNode& node, std::string& text) const {
  std::size_t line = static_cast<std::size_t>(node.line - 1);
  std::size_t column = static_cast<std::size_t>(node.column - 1);
  while (line < lines_.size()) {
    column = std::min(lines_[line].find_first_not_of(" \t\r", column), lines_[line].size());
    if (column == lines_[line].size()) {
      ++line;
      column = 0;
    } else if (lines_[line][column] == '&' || lines_[line][column] == '!') {
      column = std::min(lines_[line].find_first_of(" \t\r", column), lines_[line].size());
    } else {
      break;
    }
  }
  if (line >= lines_.size()) return;
  const char first = lines_[line][column];
  if (first == '|' || first == '>') {
    node.style = first == '|' ? YamlNode::Style::literal : YamlNode::Style::folded;
    if (first == '|') place_block(node, line + 1);
    return;
  }
  if (first == '"' || first == '\'') {
    node.style = YamlNode::Style::quoted;
    const auto offset = static_cast<std::size_t>(lines_[line].data() - text_.data()) + column;
    if (auto read = read_quoted_scalar(text_.substr(offset))) text = std::move(*read);
    ++column;
  }
  if (lines_[line].substr(column).starts_with(text)) {
    node.text_line = static_cast<int>(line + 1);
    node.text_column = static_cast<int>(column + 1);
  }
}

void YamlSource::place_block(YamlNode& node, std::size_t line) const {
  node.text_line = static_cast<int>(line + 1);
  node.text_column = 1;
  for (; line < lines_.size(); ++line) {
    const std::size_t indent = lines_[line].find_first_not_of(" \r");
    if (indent == std::string_view::npos) continue;
    node.text_column = static_cast<int>(indent + 1);
    return;
  }
}

}  // namespace coldread
