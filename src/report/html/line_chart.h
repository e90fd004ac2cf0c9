#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "report/html/html_writer.h"

namespace coldread {

struct ChartPoint {
  double x = 0;  ///< between 0 and 1 of the chart's width
  double y = 0;
  std::optional<std::pair<double, double>> interval = {};
  std::vector<double> seeds = {};  ///< where there are several
  std::string text = {};           ///< "0.7: 0.512 [0.48, 0.54]", for readers and as a hint
};

struct ChartLine {
  std::string label;   ///< at its right end; empty for the only one
  std::string colour;  ///< class of the style
  std::vector<ChartPoint> points;
};

/// A level that no point of the axis has, drawn across: greedy generation, guessing.
struct ChartLevel {
  std::string label;
  double y = 0;
};

/// Values against a sampling option.
struct LineChart {
  std::string title, metric, option;
  std::vector<std::pair<double, std::string>> ticks = {};  ///< of the option: place between 0 and 1, text
  std::vector<ChartLine> lines = {};
  std::vector<ChartLevel> levels = {};
  bool from_zero = false;
};

void write_line_chart(const LineChart& chart, HtmlWriter& html);

/// Places for labels, one each, as near as can be to where they want to be and at least `step` apart, within [top,
/// bottom] as far as they fit. Two never overlap.
std::vector<double> spread_labels(const std::vector<double>& wanted, double step, double top, double bottom);

/// Scores under two options: rows are values of one, columns of the other.
struct HeatMap {
  std::string title, metric, row_option, column_option;
  std::vector<std::string> rows, columns;
  std::vector<std::optional<double>> values;  ///< row by row
  std::vector<std::string> hints;             ///< parallel
  int decimals = 3;
  bool higher_is_better = true;
};

void write_heat_map(const HeatMap& map, HtmlWriter& html);

}  // namespace coldread
