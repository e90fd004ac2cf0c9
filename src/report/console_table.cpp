#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <string_view>

#include "report/score_sheet.h"
#include "report/visible_text.h"
#include "report/writers.h"

namespace coldread {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kIndent = 2;  // of rows below a label on a line of its own

/// A column in the widths of a terminal.
struct Column {
  std::vector<std::string> head;  ///< lines
  std::vector<std::string> cells;
  bool right = false;
  int spare = 0;
  std::size_t width = 0;
};

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::size_t own = display_width(text);
  const std::string blank(width > own ? width - own : 0, ' ');
  return right ? blank + text : text + blank;
}

/// A head on as many lines as its column is narrow for it; words stay whole.
std::vector<std::string> wrapped(const std::string& head, std::size_t width) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at <= head.size();) {
    const std::size_t end = std::min(head.find(' ', at), head.size());
    const std::string word = head.substr(at, end - at);
    const bool fits = !lines.empty() && display_width(lines.back()) + 1 + display_width(word) <= width;
    fits ? void(lines.back() += " " + word) : lines.push_back(word);
    at = end + 1;
  }
  return lines;
}

Column column_of(const SheetColumn& sheet) {
  Column column{.head = {}, .cells = {}, .right = sheet.right, .spare = sheet.spare};
  std::size_t behind = 0;
  for (const std::string& text : sheet.behind) behind = std::max(behind, display_width(visible_text(text)));
  for (std::size_t row = 0; row < sheet.cells.size(); ++row) {
    std::string cell = visible_text(sheet.cells[row]);
    if (!sheet.behind.empty()) cell += padded(visible_text(sheet.behind[row]), behind, false);
    column.width = std::max(column.width, display_width(cell));
    column.cells.push_back(std::move(cell));
  }
  column.head = wrapped(visible_text(sheet.head), column.width);
  for (const std::string& line : column.head) column.width = std::max(column.width, display_width(line));
  return column;
}

std::size_t total_width(const std::vector<Column>& columns) {
  std::size_t width = 0;
  for (const Column& column : columns) width += column.width + (width > 0 ? kGap : 0);
  return width;
}

std::string styled(const std::string& text, std::string_view code, const ConsoleStyle& style) {
  return style.colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

std::string line_of(const std::vector<Column>& columns, const auto& cell_of, std::string_view first_code,
                    const ConsoleStyle& style) {
  std::string line;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string text = padded(cell_of(columns[i]), columns[i].width, columns[i].right);
    line +=
        std::string(i > 0 ? kGap : 0, ' ') + (i == 0 && !first_code.empty() ? styled(text, first_code, style) : text);
  }
  if (!style.colour || first_code.empty()) line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string heads(const std::vector<Column>& columns, const ConsoleStyle& style) {
  std::size_t lines = 0;
  for (const Column& column : columns) lines = std::max(lines, column.head.size());
  std::string out;
  for (std::size_t i = 0; i < lines; ++i) {
    const auto line = [&](const Column& column) {
      const std::size_t above = lines - column.head.size();  // heads end at the rule
      return i < above ? std::string() : column.head[i - above];
    };
    out += styled(line_of(columns, line, "", style), "2", style) + "\n";
  }
  std::string rule;
  for (std::size_t i = 0; i < total_width(columns); ++i) rule += "\u2500";
  return out + styled(rule, "2", style) + "\n";
}

/// Labels of rows beside their scores.
std::string beside(const std::vector<Column>& columns, std::size_t rows, const ConsoleStyle& style) {
  std::string out = heads(columns, style);
  for (std::size_t row = 0; row < rows; ++row) {
    out += line_of(
               columns, [&](const Column& column) { return column.cells[row]; }, "1", style) +
           "\n";
  }
  return out;
}

/// The first label on a line of its own above its row, where both do not fit beside each other; where that is still too
/// wide, the other labels have a line, too.
std::string below(std::vector<Column> columns, std::size_t labels, std::size_t rows, std::size_t limit,
                  const ConsoleStyle& style) {
  const Column label = columns.front();
  columns.erase(columns.begin());
  const std::string indent(kIndent, ' ');
  std::vector<Column> others;
  if (kIndent + total_width(columns) > limit) {
    const auto scores = columns.begin() + static_cast<std::ptrdiff_t>(labels - 1);
    others.assign(columns.begin(), scores);
    columns.erase(columns.begin(), scores);
  }
  std::string out = styled(label.head.empty() ? "" : label.head.front(), "2", style) + "\n";
  const std::string head = heads(columns, style);
  for (std::size_t at = 0; at < head.size();) {
    const std::size_t end = head.find('\n', at) + 1;
    out += indent + head.substr(at, end - at);
    at = end;
  }
  for (std::size_t row = 0; row < rows; ++row) {
    const auto cell_of = [&](const Column& column) { return column.cells[row]; };
    if (!label.cells[row].empty()) out += styled(label.cells[row], "1", style) + "\n";
    if (!others.empty()) out += indent + line_of(others, cell_of, "", style) + "\n";
    out += indent + line_of(columns, cell_of, "", style) + "\n";
  }
  return out;
}

/// A text in lines of at most so many columns, broken between words.
std::string filled(const std::string& text, std::size_t width) {
  std::string out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    for (const std::string& line : wrapped(visible_text(text.substr(at, end - at)), width)) out += line + "\n";
    at = end + 1;
  }
  return out;
}

/// As many groups of scores side by side as fit; the rest in further tables below.
std::string tables(const ScoreSheet& sheet, const ConsoleStyle& style, std::size_t limit, int without) {
  const auto kept = [&](const SheetColumn& column) { return column.spare == 0 || column.spare > without; };
  std::vector<Column> labels;
  for (const SheetColumn& column : sheet.labels) {
    if (kept(column)) labels.push_back(column_of(column));
  }
  std::string out;
  for (std::size_t group = 0; group < sheet.groups.size();) {
    std::vector<Column> columns = labels;
    const std::size_t first = group;
    for (; group < sheet.groups.size(); ++group) {
      std::vector<Column> grown = columns;
      for (const SheetColumn& column : sheet.groups[group]) {
        if (kept(column)) grown.push_back(column_of(column));
      }
      if (group > first && total_width(grown) > limit) break;
      columns = std::move(grown);
    }
    out += out.empty() ? "" : "\n";
    out += total_width(columns) <= limit ? beside(columns, sheet.rows(), style)
                                         : below(columns, labels.size(), sheet.rows(), limit, style);
  }
  return out;
}

/// Whether every group of scores fits beside the labels.
bool fits(const ScoreSheet& sheet, std::size_t limit, int without) {
  return std::ranges::all_of(sheet.groups, [&](const std::vector<SheetColumn>& group) {
    std::vector<Column> columns;
    for (const auto* part : {&sheet.labels, &group}) {
      for (const SheetColumn& column : *part) {
        if (column.spare == 0 || column.spare > without) columns.push_back(column_of(column));
      }
    }
    return total_width(columns) <= limit;
  });
}

/// Whether all of them fit side by side.
bool fits_all(const ScoreSheet& sheet, std::size_t limit, int without) {
  ScoreSheet joined{.labels = sheet.labels, .groups = {{}}, .begins = {}, .note = {}};
  for (const auto& group : sheet.groups) {
    joined.groups.front().insert(joined.groups.front().end(), group.begin(), group.end());
  }
  return fits(joined, limit, without);
}

}  // namespace

std::string console_table(const Report& report, const ConsoleStyle& style) {
  constexpr int kSpares = 3;
  const auto limit = static_cast<std::size_t>(std::max(style.width, 0));
  SheetOptions options{.all_metrics = style.wide};
  if (style.wide) options.most_arms = report.runs.size();
  const ScoreSheet sheet = score_sheet(report, options);
  int without = 0;
  if (!fits_all(sheet, limit, 0) && fits_all(sheet, limit, 1)) without = 1;
  while (without < kSpares && !fits(sheet, limit, without)) ++without;
  const std::string out = tables(sheet, style, limit, without);
  return sheet.note.empty() ? out : out + filled(sheet.note, limit);
}

}  // namespace coldread
