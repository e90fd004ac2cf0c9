#include <fmt/format.h>

#include "report/scoreboard.h"
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

std::string cell(const ScoreRow& row, std::size_t run) {
  const Score* score = row.cells[run];
  const std::string over = over_text(row, run);
  if (score == nullptr) return over.empty() ? "--" : over;
  std::string text = score_text(score->estimate.value);
  if (score->estimate.standard_error) text += fmt::format(" $\\pm$ {}", score_text(*score->estimate.standard_error));
  return over.empty() ? text : text + " (" + over + ")";
}

}  // namespace

std::string latex(const Report& report) {
  std::string out = "% needs \\usepackage{booktabs}; value and standard error\n\\begin{tabular}{llr" +
                    std::string(report.runs.size(), 'r') + "}\n\\toprule\nTask & Metric & $n$";
  for (const RunColumn& run : report.runs) out += " & " + latex_text(run.id);
  out += " \\\\\n";
  for (const TaskBlock& block : score_blocks(report)) {
    out += "\\midrule\n";
    for (const ScoreRow& row : block.rows) {
      const bool first = &row == block.rows.data();
      out += (first ? latex_text(title_of(*block.facts)) : "") + " & " +
             latex_text(row.metric + (row.names_filter ? " (" + row.filter + ")" : "")) +
             (row.higher_is_better ? " $\\uparrow$" : " $\\downarrow$") + " & " +
             (first ? std::to_string(block.facts->documents_used) : "");
      for (std::size_t run = 0; run < row.cells.size(); ++run) out += " & " + cell(row, run);
      out += " \\\\\n";
    }
  }
  return out + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace coldread
