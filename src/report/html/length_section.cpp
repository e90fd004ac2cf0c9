#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/arms.h"
#include "report/html/arm_colours.h"
#include "report/html/axis.h"
#include "report/html/sections.h"

namespace coldread {
namespace {

// Layout of one picture, in CSS pixels: values left, the plot, room for labels right of the last dot.
constexpr double kWidth = 372, kHeight = 190, kLeft = 44, kRight = 272, kTop = 10, kBottom = 150;

/// An arm's answers on a task: how long, and what they scored.
struct Point {
  std::size_t arm = 0;
  double tokens = 0, score = 0;
};

std::vector<Point> points_of(const Report& report, const ArmTable& table, const ArmRow& row) {
  std::vector<Point> points;
  for (std::size_t arm = 0; arm < table.arms.size(); ++arm) {
    double tokens = 0, runs = 0;
    for (const TextQuality& quality : report.quality) {
      if (quality.task != row.block->facts->name) continue;
      if (std::ranges::find(table.arms[arm].runs, quality.run) == table.arms[arm].runs.end()) continue;
      tokens += quality.mean_tokens;
      ++runs;
    }
    if (runs == 0 || !row.cells[arm] || !std::isfinite(row.cells[arm]->value)) continue;
    points.push_back({arm, tokens / runs, row.cells[arm]->value});
  }
  return points;
}

Axis axis_of(const std::vector<Point>& points, double Point::*member) {
  const auto [low, high] = std::ranges::minmax(points, {}, member);
  return round_axis(low.*member, high.*member, false);
}

std::string pixels(double value) {
  return fmt::format("{:.1f}", value);
}

void write_axes(const Axis& x, const Axis& y, HtmlWriter& html) {
  for (const double tick : y.ticks) {
    const std::string at = pixels(kBottom - y.place(tick, kBottom - kTop));
    html.element("line", {{"class", "grid"}, {"x1", pixels(kLeft)}, {"y1", at}, {"x2", pixels(kRight)}, {"y2", at}},
                 "");
    html.element("text", {{"class", "value"}, {"x", pixels(kLeft - 6)}, {"y", at}, {"dy", "4"}},
                 fmt::format("{:.{}f}", tick, y.decimals));
  }
  for (const double tick : x.ticks) {
    html.element("text",
                 {{"class", "tick"}, {"x", pixels(kLeft + x.place(tick, kRight - kLeft))}, {"y", pixels(kBottom + 16)}},
                 fmt::format("{:.{}f}", tick, x.decimals));
  }
  html.element("text", {{"class", "tick"}, {"x", pixels((kLeft + kRight) / 2)}, {"y", pixels(kBottom + 33)}},
               "tokens of an answer, mean");
}

/// A rectangle that a label takes.
struct Box {
  double left, top, right, bottom;

  bool meets(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

/// Dots with their arms' names where no dot and no other name stands; hints have them all.
void write_points(const std::vector<Point>& points, const ArmTable& table, const std::vector<std::string>& colours,
                  const Axis& x, const Axis& y, HtmlWriter& html) {
  constexpr double kLetter = 6.4, kLine = 13, kDot = 4;
  const auto px = [&](const Point& point) { return kLeft + x.place(point.tokens, kRight - kLeft); };
  const auto py = [&](const Point& point) { return kBottom - y.place(point.score, kBottom - kTop); };
  std::vector<Box> taken;
  for (const Point& point : points) {
    taken.push_back({px(point) - kDot, py(point) - kDot, px(point) + kDot, py(point) + kDot});
    html.open("g", {{"class", colours[point.arm]}});
    html.open("circle", {{"cx", pixels(px(point))}, {"cy", pixels(py(point))}, {"r", pixels(kDot)}});
    html.element("title", fmt::format("{}: {:.1f} tokens, {}", table.labels[point.arm], point.tokens,
                                      score_text(point.score, 3)));
    html.close().close();
  }
  for (const Point& point : points) {
    const std::string& label = table.labels[point.arm];
    const double left = px(point) + kDot + 3, width = kLetter * static_cast<double>(label.size());
    const Box box{left, py(point) - kLine / 2, left + width, py(point) + kLine / 2};
    if (box.right > kWidth || std::ranges::any_of(taken, [&](const Box& other) { return box.meets(other); })) continue;
    taken.push_back(box);
    html.element("text", {{"class", "label run"}, {"x", pixels(left)}, {"y", pixels(py(point) + 4)}}, label);
  }
}

}  // namespace

bool write_lengths(const Report& report, HtmlWriter& html) {
  const ArmTable table = arm_table(report);
  const std::vector<std::string> colours = arm_colours(report);
  bool any = false;
  for (const ArmRow& row : table.rows) {
    const std::vector<Point> points = row.primary ? points_of(report, table, row) : std::vector<Point>();
    if (points.size() < 3) continue;
    any = true;
    const Axis x = axis_of(points, &Point::tokens), y = axis_of(points, &Point::score);
    std::string words = title_of(*row.block->facts) + ", " + row.row->metric + " against length:";
    for (const Point& point : points) {
      words += fmt::format(" {} {:.1f} tokens, {};", table.labels[point.arm], point.tokens, score_text(point.score, 3));
    }
    html.open("figure").open("figcaption").element("bdi", title_of(*row.block->facts));
    html.element("small", " " + row.row->metric + " against length").close();
    html.open("svg", {{"viewBox", fmt::format("0 0 {:.0f} {:.0f}", kWidth, kHeight)},
                      {"width", fmt::format("{:.0f}", kWidth)},
                      {"height", fmt::format("{:.0f}", kHeight)},
                      {"role", "img"},
                      {"aria-label", words}});
    write_axes(x, y, html);
    write_points(points, table, colours, x, y, html);
    html.close().close();
  }
  return any;
}

}  // namespace coldread
