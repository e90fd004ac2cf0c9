#include "report/score_sheet.h"
#include "report/visible_text.h"
#include "report/writers.h"

namespace coldread {
namespace {

/// A cell: no line breaks, and nothing that Markdown would read as markup.
std::string cell_text(std::string_view text) {
  std::string out;
  for (const char c : visible_text(text)) {
    if (std::string_view("|\\`*_[]<>").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

/// The same of a score; brackets of intervals are no links.
std::string score_cell(const SheetColumn& column, std::size_t row) {
  if (column.behind.empty()) return cell_text(column.cells[row]);
  return column.cells[row] + column.behind[row];
}

}  // namespace

std::string markdown(const Report& report) {
  const ScoreSheet sheet = score_sheet(report, {.all_metrics = true, .most_arms = report.runs.size()});
  std::vector<const SheetColumn*> columns;
  for (const SheetColumn& column : sheet.labels) columns.push_back(&column);
  for (const auto& group : sheet.groups) {
    for (const SheetColumn& column : group) columns.push_back(&column);
  }
  std::string head = "|", rule = "|";
  for (const SheetColumn* column : columns) {
    head += " " + cell_text(column->head) + (column->head.empty() ? "|" : " |");
    rule += column->right ? "--:|" : column->head.empty() ? ":-:|" : ":--|";
  }
  std::string out = head + "\n" + rule + "\n";
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    out += "|";
    for (const SheetColumn* column : columns) out += " " + score_cell(*column, row) + " |";
    out += "\n";
  }
  return out + "\n" + "Value [95 % interval]." + (sheet.note.empty() ? "" : " " + cell_text(sheet.note)) + "\n";
}

}  // namespace coldread
