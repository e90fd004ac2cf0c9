#include <fmt/format.h>

#include "report/interval_note.h"
#include "report/scoreboard.h"
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

std::string score_cell(const ScoreRow& row, std::size_t run, std::int64_t usual_count) {
  const Score* score = row.cells[run];
  const std::string over = over_text(row, run);
  if (score == nullptr) return over;
  std::string text = value_with_interval(*score, format_of(row));
  if (!over.empty()) {
    text += " (" + over + ")";
  } else if (score->estimate.count != usual_count) {
    text += fmt::format(" (n = {})", score->estimate.count);
  }
  return text;
}

}  // namespace

std::string markdown(const Report& report) {
  std::string out = "| Task | Metric | | n-shot | n |";
  std::string rule = "|:--|:--|:-:|--:|--:|";
  const bool errors = shows_standard_errors(report);
  for (const RunColumn& run : report.runs) {
    out += " " + cell_text(run.id) + (errors ? " | stderr |" : " |");
    rule += errors ? "--:|--:|" : "--:|";
  }
  out += "\n" + rule + "\n";
  std::vector<TaskBlock> blocks = score_blocks(report);
  const std::vector<TaskBlock> groups = group_blocks(report);
  blocks.insert(blocks.end(), groups.begin(), groups.end());
  for (const TaskBlock& block : blocks) {
    for (const ScoreRow& row : block.rows) {
      const std::int64_t count = block.facts->documents_used;
      out +=
          fmt::format("| {} | {} | {} | {} | {} |", &row == block.rows.data() ? cell_text(title_of(*block.facts)) : "",
                      cell_text(row.metric + (row.names_filter ? " (" + row.filter + ")" : "")),
                      direction_arrow(row.higher_is_better), block.facts->num_fewshot, count);
      for (std::size_t run = 0; run < row.cells.size(); ++run) {
        const Score* score = row.cells[run];
        out += " " + score_cell(row, run, count) + " |";
        if (errors) out += " " + (score ? standard_error_text(*score, format_of(row)) : "") + " |";
      }
      out += "\n";
    }
  }
  const std::string note = interval_note(blocks);
  return out + "\nValue [95 % interval]." + (note.empty() ? "" : " " + cell_text(note)) + "\n";
}

}  // namespace coldread
