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

std::string cells(const ScoreRow& row, std::size_t run, bool errors) {
  const Score* score = row.cells[run];
  const std::string over = over_text(row, run);
  const ScoreFormat format = format_of(row);
  std::string text = " & ";
  if (score == nullptr) {
    text += over.empty() ? "--" : over;
  } else {
    text += value_with_interval(*score, format) + (over.empty() ? "" : " (" + over + ")");
  }
  if (errors) text += " & " + (score ? standard_error_text(*score, format) : "");
  return text;
}

}  // namespace

std::string latex(const Report& report) {
  const bool errors = shows_standard_errors(report);
  std::string out = "% needs \\usepackage{booktabs}; value [95 % interval]\n\\begin{tabular}{llr" +
                    std::string(report.runs.size() * (errors ? 2 : 1), 'r') + "}\n\\toprule\nTask & Metric & $n$";
  for (const RunColumn& run : report.runs) out += " & " + latex_text(run.id) + (errors ? " & stderr" : "");
  out += " \\\\\n";
  std::vector<TaskBlock> blocks = score_blocks(report);
  const std::vector<TaskBlock> groups = group_blocks(report);
  blocks.insert(blocks.end(), groups.begin(), groups.end());
  for (const TaskBlock& block : blocks) {
    out += "\\midrule\n";
    for (const ScoreRow& row : block.rows) {
      const bool first = &row == block.rows.data();
      out += (first ? latex_text(title_of(*block.facts)) : "") + " & " +
             latex_text(row.metric + (row.names_filter ? " (" + row.filter + ")" : "")) +
             (row.higher_is_better ? " $\\uparrow$" : " $\\downarrow$") + " & " +
             (first ? std::to_string(block.facts->documents_used) : "");
      for (std::size_t run = 0; run < row.cells.size(); ++run) out += cells(row, run, errors);
      out += " \\\\\n";
    }
  }
  return out + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace coldread
