#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/html/axis.h"
#include "report/html/sections.h"
#include "report/visible_text.h"

namespace coldread {
namespace {

// Layout of one picture, in CSS pixels: values left, the plot, room for labels right of the last dot.
constexpr double kWidth = 372, kHeight = 190, kLeft = 44, kRight = 272, kTop = 10, kBottom = 150;
constexpr std::size_t kLabelColumns = 15;

/// A run's answers on a task: how long, and what they scored.
struct Point {
  std::size_t run = 0;
  double tokens = 0, score = 0;
};

std::vector<Point> points_of(const Report& report, const TaskBlock& block) {
  std::vector<Point> points;
  for (const TextQuality& quality : report.quality) {
    if (quality.task != block.facts->name) continue;
    const Score* score = block.rows.front().cells[quality.run];
    if (score == nullptr || !std::isfinite(score->estimate.value)) continue;
    points.push_back({quality.run, quality.mean_tokens, score->estimate.value});
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

}  // namespace

void write_lengths(const Report& report, const std::vector<TaskBlock>& blocks, HtmlWriter& html) {
  for (const TaskBlock& block : blocks) {
    if (block.rows.empty()) continue;
    const std::vector<Point> points = points_of(report, block);
    if (points.size() < 3) continue;
    const Axis x = axis_of(points, &Point::tokens), y = axis_of(points, &Point::score);
    std::string words = title_of(*block.facts) + ", " + block.rows.front().metric + " against length:";
    for (const Point& point : points) {
      words +=
          fmt::format(" {} {:.1f} tokens, {};", report.runs[point.run].id, point.tokens, score_text(point.score, 3));
    }
    html.open("figure").open("figcaption").element("bdi", title_of(*block.facts));
    html.element("small", " " + block.rows.front().metric + " against length").close();
    html.open("svg", {{"viewBox", fmt::format("0 0 {:.0f} {:.0f}", kWidth, kHeight)},
                      {"width", fmt::format("{:.0f}", kWidth)},
                      {"height", fmt::format("{:.0f}", kHeight)},
                      {"role", "img"},
                      {"aria-label", words}});
    write_axes(x, y, html);
    for (const Point& point : points) {
      const double px = kLeft + x.place(point.tokens, kRight - kLeft),
                   py = kBottom - y.place(point.score, kBottom - kTop);
      html.open("g", {{"class", fmt::format("c{}", point.run % 7)}});
      html.element("circle", {{"cx", pixels(px)}, {"cy", pixels(py)}, {"r", "4"}}, "").close();
      html.element("text", {{"class", "label run"}, {"x", pixels(px + 7)}, {"y", pixels(py + 4)}},
                   cut_to_width(report.runs[point.run].id, kLabelColumns));
    }
    html.close().close();
  }
}

}  // namespace coldread
