#include <algorithm>
#include <utility>

#include "report/score_sheet.h"
#include "report/visible_text.h"
#include "report/writers.h"

namespace coldread {
namespace {

/// Text with what LaTeX would read as a command written out.
std::string latex_text(std::string_view text) {
  std::string out;
  for (const char c : visible_text(text)) {
    switch (c) {
      case '\\':
        out += "\\textbackslash{}";
        break;
      case '~':
        out += "\\textasciitilde{}";
        break;
      case '^':
        out += "\\textasciicircum{}";
        break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        out += '\\';
        [[fallthrough]];
      default:
        out += c;
    }
  }
  return out;
}

/// A head or a label: arrows are commands, a no-break space is LaTeX's own.
std::string head_text(std::string_view text) {
  std::string out = latex_text(text);
  for (const auto& [from, to] : {std::pair<std::string_view, std::string_view>{"\u2191", "$\\uparrow$"},
                                 {"\u2193", "$\\downarrow$"},
                                 {"\u00A0", "~"}}) {
    for (std::size_t at = out.find(from); at != std::string::npos; at = out.find(from, at + to.size())) {
      out.replace(at, from.size(), to);
    }
  }
  return out;
}

/// Lines that LaTeX passes over.
std::string comment_text(std::string_view text) {
  std::string out = "% ";
  for (const char c : visible_text(text, {.keep_line_breaks = true})) out += c == '\n' ? "\n% " : std::string(1, c);
  return out + "\n";
}

}  // namespace

std::string latex(const Report& report) {
  const ScoreSheet sheet = score_sheet(report, {.all_metrics = true, .most_arms = report.runs.size()});
  std::vector<const SheetColumn*> columns;
  for (const SheetColumn& column : sheet.labels) columns.push_back(&column);
  for (const auto& group : sheet.groups) {
    for (const SheetColumn& column : group) columns.push_back(&column);
  }
  std::string shape, head;
  for (const SheetColumn* column : columns) {
    shape += column->right ? 'r' : 'l';
    head += (head.empty() ? "" : " & ") + head_text(column->head);
  }
  std::string out = "% needs \\usepackage{booktabs}; value [95 % interval]\n";
  if (!sheet.note.empty()) out += comment_text(sheet.note);
  out += "\\begin{tabular}{" + shape + "}\n\\toprule\n" + head + " \\\\\n";
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    const bool begins = std::ranges::find(sheet.begins, row) != sheet.begins.end();
    if (begins || row == 0) out += "\\midrule\n";
    std::string line;
    for (const SheetColumn* column : columns) {
      const bool first = column == columns.front();
      const std::string behind = column->behind.empty() ? "" : column->behind[row];
      line += (first ? "" : " & ") + head_text(column->cells[row] + behind);
    }
    out += line + " \\\\\n";
  }
  return out + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace coldread
