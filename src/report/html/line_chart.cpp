#include "report/html/line_chart.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "report/html/axis.h"

namespace coldread {
namespace {

// Layout in CSS pixels: values left, the plot, line labels right.
constexpr double kWidth = 360, kHeight = 190, kLeft = 44, kTop = 10, kBottom = 150, kInset = 10;
constexpr double kLabelHeight = 14, kLetter = 6.4, kMostLabel = 150;

std::string pixels(double value) {
  return fmt::format("{:.1f}", value);
}

/// A chart with its scales.
struct Canvas {
  const LineChart& chart;
  Axis axis;
  double right;  ///< of the plot
  HtmlWriter& html;

  double x(double place) const { return kLeft + kInset + place * (right - kLeft - 2 * kInset); }
  double y(double value) const { return kBottom - axis.place(value, kBottom - kTop); }

  void text(std::string_view style, double left, double top, std::string_view words) const {
    html.element("text", {{"class", style}, {"x", pixels(left)}, {"y", pixels(top)}}, words);
  }
  void line(std::string_view style, double x1, double y1, double x2, double y2) const {
    html.element(
        "line", {{"class", style}, {"x1", pixels(x1)}, {"y1", pixels(y1)}, {"x2", pixels(x2)}, {"y2", pixels(y2)}}, "");
  }
};

Axis axis_of(const LineChart& chart) {
  double low = INFINITY, high = -INFINITY;
  const auto take = [&](double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const ChartLine& line : chart.lines) {
    for (const ChartPoint& point : line.points) {
      take(point.y);
      for (const double seed : point.seeds) take(seed);
      if (!point.interval) continue;
      take(point.interval->first);
      take(point.interval->second);
    }
  }
  for (const ChartLevel& level : chart.levels) take(level.y);
  return low <= high ? round_axis(low, high, chart.from_zero) : round_axis(0, 1, true);
}

/// The room that labels take right of the plot.
double label_room(const LineChart& chart) {
  std::size_t longest = 0;
  for (const ChartLine& line : chart.lines) longest = std::max(longest, line.label.size());
  for (const ChartLevel& level : chart.levels) longest = std::max(longest, level.label.size());
  return longest == 0 ? 0 : std::min(kLetter * static_cast<double>(longest) + 10, kMostLabel);
}

void write_axes(const Canvas& canvas) {
  for (const double tick : canvas.axis.ticks) {
    canvas.line("grid", kLeft, canvas.y(tick), canvas.right, canvas.y(tick));
    canvas.text("value", kLeft - 6, canvas.y(tick) + 4, fmt::format("{:.{}f}", tick, canvas.axis.decimals));
  }
  double free_from = -INFINITY;  // ticks whose texts would touch have none
  for (const auto& [place, text] : canvas.chart.ticks) {
    const double half = kLetter * static_cast<double>(text.size()) / 2;
    if (canvas.x(place) - half < free_from) continue;
    canvas.text("tick", canvas.x(place), kBottom + 16, text);
    free_from = canvas.x(place) + half + 3;
  }
  canvas.text("tick", (kLeft + canvas.right) / 2, kBottom + 33, canvas.chart.option);
}

void write_line(const Canvas& canvas, const ChartLine& line) {
  std::string path, upper, lower;
  for (const ChartPoint& point : line.points) {
    const double x = canvas.x(point.x);
    const auto [low, high] = point.interval.value_or(std::pair{point.y, point.y});
    const char* const command = path.empty() ? "M" : "L";
    path += fmt::format("{}{:.1f} {:.1f}", command, x, canvas.y(point.y));
    upper += fmt::format("{}{:.1f} {:.1f}", command, x, canvas.y(high));
    lower = fmt::format("L{:.1f} {:.1f}", x, canvas.y(low)) + lower;
  }
  HtmlWriter& html = canvas.html;
  html.open("g", {{"class", line.colour}});
  html.element("path", {{"class", "ribbon"}, {"d", upper + lower + "Z"}}, "");
  html.element("path", {{"class", "curve"}, {"d", path}}, "");
  for (const ChartPoint& point : line.points) {
    for (const double seed : point.seeds) {
      html.element("circle",
                   {{"class", "seed"}, {"cx", pixels(canvas.x(point.x))}, {"cy", pixels(canvas.y(seed))}, {"r", "2"}},
                   "");
    }
    html.open("circle", {{"cx", pixels(canvas.x(point.x))}, {"cy", pixels(canvas.y(point.y))}, {"r", "3.5"}});
    html.element("title", (line.label.empty() ? "" : line.label + ", ") + point.text).close();
  }
  html.close();
}

/// Labels of lines and levels at the right, none over another; those that find no room are left to the hints.
void write_labels(const Canvas& canvas) {
  std::vector<std::pair<double, const std::string*>> labels;
  for (const ChartLine& line : canvas.chart.lines) {
    if (!line.label.empty() && !line.points.empty()) labels.emplace_back(canvas.y(line.points.back().y), &line.label);
  }
  for (const ChartLevel& level : canvas.chart.levels) labels.emplace_back(canvas.y(level.y), &level.label);
  const auto most = static_cast<std::size_t>((kBottom - kTop) / kLabelHeight) + 1;
  labels.resize(std::min(labels.size(), most));
  std::vector<double> wanted;
  for (const auto& [y, label] : labels) wanted.push_back(y);
  const std::vector<double> places = spread_labels(wanted, kLabelHeight, kTop, kBottom);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    canvas.text("label", canvas.right + 6, places[i] + 4, *labels[i].second);
  }
}

std::string description(const LineChart& chart) {
  std::string words = chart.title + ", " + chart.metric + " against " + chart.option + ":";
  for (const ChartLine& line : chart.lines) {
    if (!line.label.empty()) words += " " + line.label + ":";
    for (const ChartPoint& point : line.points) words += " " + point.text + ";";
  }
  words.back() = '.';
  return words;
}

}  // namespace

std::vector<double> spread_labels(const std::vector<double>& wanted, double step, double top, double bottom) {
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return wanted[i]; });
  std::vector<double> places(wanted.size());
  double least = top;
  for (const std::size_t i : order) {
    places[i] = std::max(wanted[i], least);
    least = places[i] + step;
  }
  double most = bottom;  // what was pushed below the end goes up again, and pushes what is above it
  for (auto i = order.rbegin(); i != order.rend(); ++i) {
    places[*i] = std::min(places[*i], most);
    most = places[*i] - step;
  }
  return places;
}

void write_line_chart(const LineChart& chart, HtmlWriter& html) {
  const Canvas canvas{chart, axis_of(chart), kWidth - 4 - label_room(chart), html};
  html.open("figure").open("figcaption").element("bdi", chart.title);
  html.element("small", " " + chart.metric + " against " + chart.option).close();
  html.open("svg", {{"viewBox", fmt::format("0 0 {:.0f} {:.0f}", kWidth, kHeight)},
                    {"width", fmt::format("{:.0f}", kWidth)},
                    {"height", fmt::format("{:.0f}", kHeight)},
                    {"role", "img"},
                    {"aria-label", description(chart)}});
  write_axes(canvas);
  for (const ChartLevel& level : chart.levels) {
    canvas.line("chance", kLeft, canvas.y(level.y), canvas.right, canvas.y(level.y));
  }
  for (const ChartLine& line : chart.lines) write_line(canvas, line);
  write_labels(canvas);
  html.close().close();
}

void write_heat_map(const HeatMap& map, HtmlWriter& html) {
  double low = INFINITY, high = -INFINITY;
  for (const auto& value : map.values) {
    if (!value) continue;
    low = std::min(low, *value);
    high = std::max(high, *value);
  }
  html.open("figure").open("figcaption").element("bdi", map.title);
  html.element("small", " " + map.metric).close();
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", map.title}});
  html.open("table", {{"class", "heat"}}).open("thead").open("tr");
  html.element("th", {{"scope", "col"}}, map.row_option + " \\ " + map.column_option);
  for (const std::string& column : map.columns) html.element("th", {{"scope", "col"}}, column);
  html.close().close().open("tbody");
  for (std::size_t row = 0; row < map.rows.size(); ++row) {
    html.open("tr").element("th", {{"scope", "row"}}, map.rows[row]);
    for (std::size_t column = 0; column < map.columns.size(); ++column) {
      const auto& value = map.values[row * map.columns.size() + column];
      const std::string& hint = map.hints[row * map.columns.size() + column];
      if (!value) {
        html.element("td", "\u2013");
        continue;
      }
      const double share = high > low ? (*value - low) / (high - low) : 0.5;
      const double strength = map.higher_is_better ? share : 1 - share;
      const std::string ground = fmt::format("--heat:{:.0f}%", 6 + 44 * strength);
      html.element("td", {{"style", ground}, {"title", hint}}, fmt::format("{:.{}f}", *value, map.decimals));
    }
    html.close();
  }
  html.close().close().close().close();
}

}  // namespace coldread
