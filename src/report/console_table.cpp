#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "report/interval_note.h"
#include "report/scoreboard.h"
#include "report/visible_text.h"
#include "report/writers.h"

namespace coldread {
namespace {

const std::string kGap = "  ";
constexpr std::size_t kNarrowestName = 6;

enum class Align { left, right };

struct Column {
  std::string head;
  Align align = Align::left;
  std::vector<std::string> cells = {};
  std::size_t width = 0;
  int spare = 0;  ///< in which order a narrow terminal goes without: 1 first; 0: never

  void fit() {
    width = display_width(head);
    for (const std::string& cell : cells) width = std::max(width, display_width(cell));
  }
};

std::string padded(const std::string& text, std::size_t width, Align align) {
  const std::string cut = cut_to_width(text, width);
  const std::string blank(width - display_width(cut), ' ');
  return align == Align::left ? cut + blank : blank + cut;
}

std::string styled(std::string_view text, std::string_view code, const ConsoleStyle& style) {
  return style.colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

/// Columns of the table's left side: what is measured. One cell a score row.
std::vector<Column> label_columns(const std::vector<TaskBlock>& blocks) {
  Column task{.head = "Task"}, metric{.head = "Metric"}, arrow{.head = ""};
  Column shots{.head = "n-shot", .align = Align::right, .spare = 2};
  Column count{.head = "n", .align = Align::right, .spare = 3};
  for (const TaskBlock& block : blocks) {
    for (const ScoreRow& row : block.rows) {
      const bool first = &row == block.rows.data();
      task.cells.push_back(first ? visible_text(title_of(*block.facts)) : "");
      metric.cells.push_back(visible_text(row.metric + (row.names_filter ? " (" + row.filter + ")" : "")));
      arrow.cells.emplace_back(direction_arrow(row.higher_is_better));
      shots.cells.push_back(first ? std::to_string(block.facts->num_fewshot) : "");
      count.cells.push_back(first ? std::to_string(block.facts->documents_used) : "");
    }
  }
  return {task, metric, arrow, shots, count};
}

/// One run: value, 95 % interval, and what is missing from the count; beside it, where asked for, the standard error.
std::vector<Column> run_columns(const Report& report, const std::vector<TaskBlock>& blocks, std::size_t run) {
  Column column{.head = visible_text(report.runs[run].id), .align = Align::right};
  Column error{.head = "stderr", .align = Align::right, .spare = 1};
  std::size_t rest_width = 0;
  std::vector<std::string> values, rests;
  for (const TaskBlock& block : blocks) {
    for (const ScoreRow& row : block.rows) {
      const Score* score = row.cells[run];
      const std::string over = over_text(row, run);
      const ScoreFormat format = format_of(row);
      values.push_back(score ? score_text(score->estimate.value, format.value) : over.empty() ? "-" : over);
      std::string rest = score ? value_with_interval(*score, format).substr(values.back().size()) : "";
      if (score && !over.empty()) rest += " (" + over + ")";
      rest_width = std::max(rest_width, display_width(rest));
      rests.push_back(std::move(rest));
      error.cells.push_back(score ? standard_error_text(*score, format) : "");
    }
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    column.cells.push_back(values[i] + padded(rests[i], rest_width, Align::left));
  }
  return shows_standard_errors(report) ? std::vector<Column>{column, error} : std::vector<Column>{column};
}

std::size_t total_width(const std::vector<Column>& columns) {
  std::size_t width = 0;
  for (const Column& column : columns) width += column.width + (width > 0 ? kGap.size() : 0);
  return width;
}

/// Takes what is too much from the widest of the two name columns, down to a least width; then goes without columns.
void narrow(std::vector<Column>& columns, std::size_t limit) {
  while (total_width(columns) > limit) {
    Column& widest = columns[0].width >= columns[1].width ? columns[0] : columns[1];
    if (widest.width <= kNarrowestName) break;
    --widest.width;
  }
  for (int spare = 1; spare <= 3 && total_width(columns) > limit; ++spare) {
    std::erase_if(columns, [&](const Column& column) { return column.spare == spare; });
  }
}

std::string line_of(const std::vector<Column>& columns, std::size_t row, const ConsoleStyle& style) {
  std::string line;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string text = padded(columns[i].cells[row], columns[i].width, columns[i].align);
    line += (i > 0 ? kGap : "");
    line += i == 0 ? styled(text, "1", style) : text;
  }
  return line;
}

std::string render(std::vector<Column> columns, const std::vector<TaskBlock>& blocks, const ConsoleStyle& style) {
  for (Column& column : columns) column.fit();
  narrow(columns, static_cast<std::size_t>(std::max(style.width, 0)));
  std::string head;
  for (const Column& column : columns)
    head += (head.empty() ? "" : kGap) + padded(column.head, column.width, column.align);
  std::string rule;
  for (std::size_t i = 0; i < total_width(columns); ++i) rule += "\u2500";
  std::string out = styled(head, "2", style) + "\n" + styled(rule, "2", style) + "\n";
  std::size_t row = 0;
  for (const TaskBlock& block : blocks) {
    for (std::size_t i = 0; i < block.rows.size(); ++i) {
      std::string line = line_of(columns, row++, style);
      if (!style.colour) line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
  }
  return out;
}

}  // namespace

std::string console_table(const Report& report, const ConsoleStyle& style) {
  std::vector<TaskBlock> blocks = score_blocks(report);
  const std::vector<TaskBlock> groups = group_blocks(report);
  blocks.insert(blocks.end(), groups.begin(), groups.end());
  const std::vector<Column> labels = label_columns(blocks);
  std::string out;
  // As many runs side by side as fit; the rest in further tables below.
  for (std::size_t run = 0; run < report.runs.size();) {
    std::vector<Column> columns = labels;
    for (Column& column : columns) column.fit();
    std::size_t width = total_width(columns);
    const std::size_t first = run;
    for (; run < report.runs.size(); ++run) {
      std::vector<Column> added = run_columns(report, blocks, run);
      for (Column& column : added) {
        column.fit();
        width += kGap.size() + column.width;
      }
      if (run > first && width > static_cast<std::size_t>(std::max(style.width, 0))) break;
      columns.insert(columns.end(), added.begin(), added.end());
    }
    out += (out.empty() ? "" : "\n") + render(std::move(columns), blocks, style);
  }
  const std::string note = visible_text(interval_note(blocks));
  return note.empty() ? out : out + note + "\n";
}

}  // namespace coldread
