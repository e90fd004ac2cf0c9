#include "report/text_table.h"

#include <algorithm>
#include <fmt/format.h>

#include "report/visible_text.h"

namespace coldread {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 6;

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string cut = cut_to_width(text, width);
  const std::string blank(width - display_width(cut), ' ');
  return right ? blank + cut : cut + blank;
}

std::size_t total(const std::vector<std::size_t>& widths) {
  std::size_t sum = 0;
  for (const std::size_t width : widths) sum += width + kGap;
  return sum - std::min(sum, kGap);
}

}  // namespace

std::string text_table(const std::vector<TextColumn>& columns, const std::vector<std::size_t>& wide,
                       const ConsoleStyle& style) {
  std::vector<std::size_t> widths;
  for (const TextColumn& column : columns) {
    std::size_t width = display_width(column.head);
    for (const std::string& cell : column.cells) width = std::max(width, display_width(cell));
    widths.push_back(width);
  }
  while (!wide.empty() && total(widths) > static_cast<std::size_t>(std::max(style.width, 0))) {
    const std::size_t widest = *std::ranges::max_element(wide, {}, [&](std::size_t i) { return widths[i]; });
    if (widths[widest] <= kNarrowest) break;
    --widths[widest];
  }
  const auto line = [&](const auto& cell_of, const char* code) {
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      text += std::string(i > 0 ? kGap : 0, ' ') + padded(cell_of(columns[i]), widths[i], columns[i].right);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return (style.colour && *code != '\0' ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text) + "\n";
  };
  std::string out = line([](const TextColumn& column) { return column.head; }, "2");
  std::string rule;
  for (std::size_t i = 0; i < total(widths); ++i) rule += "\u2500";
  out += style.colour ? "\x1b[2m" + rule + "\x1b[0m\n" : rule + "\n";
  const std::size_t rows = columns.empty() ? 0 : columns.front().cells.size();
  for (std::size_t row = 0; row < rows; ++row) {
    out += line([&](const TextColumn& column) { return column.cells[row]; }, "");
  }
  return out;
}

}  // namespace coldread
