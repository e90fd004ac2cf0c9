#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <set>

#include "base/number_text.h"
#include "io/json.h"
#include "report/html/axis.h"
#include "report/html/sections.h"
#include "report/visible_text.h"
#include "sampling/options.h"

namespace coldread {
namespace {

// Layout of one picture, in CSS pixels: values left, the plot, line labels right.
constexpr double kWidth = 372, kHeight = 190, kLeft = 44, kRight = 260, kTop = 10, kBottom = 150;
constexpr std::size_t kLabelColumns = 16;

/// Runs that differ in one option alone, in the order of its values.
struct Line {
  std::string label;
  std::vector<std::pair<std::size_t, std::size_t>> points;  ///< place on the axis, run
};

/// Scores against one sampling option.
struct Sweep {
  std::string option;
  std::vector<std::string> values;  ///< on the axis, ascending; "off" last
  std::vector<Line> lines;
};

/// Where a run stands among the values of an option.
double place_of(const SamplingOption& option, const SamplingSettings& sampling) {
  const bool beyond = option.axis == SamplingAxis::off_last && is_off(option, sampling);
  return beyond ? INFINITY : value_of(option, sampling).as_number();
}

std::string rest_of(const RunColumn& run, const SamplingOption& option, const SamplingSettings& common) {
  std::string text = run.model.name;
  for (const auto& [name, value] : changed_options(run.sampling, common)) {
    if (name == option.name) continue;
    text += " " + name + " " + (value.is_real() ? number_text(value.as_real()) : to_json(value));
  }
  return text;
}

/// The sweep over one option: nothing where no two runs differ in it alone.
std::optional<Sweep> sweep_over(const Report& report, const SamplingOption& option) {
  std::set<double> places;
  std::map<std::string, std::vector<std::pair<double, std::size_t>>> lines;
  std::map<double, std::string> names;
  const SamplingSettings common{.do_sample = true, .seed = report.runs.front().sampling.seed};
  for (std::size_t run = 0; run < report.runs.size(); ++run) {
    const SamplingSettings& sampling = report.runs[run].sampling;
    if (!sampling.do_sample) continue;
    const double place = place_of(option, sampling);
    names[place] = std::isinf(place) ? "off" : fmt::format("{:g}", place);
    lines[rest_of(report.runs[run], option, common)].emplace_back(place, run);
  }
  Sweep sweep{.option = std::string(option.name), .values = {}, .lines = {}};
  for (auto& [label, points] : lines) {
    std::sort(points.begin(), points.end());
    if (points.front().first == points.back().first) points.clear();  // nothing to see the option by
    for (const auto& [place, run] : points) places.insert(place);
  }
  for (const double place : places) sweep.values.push_back(names[place]);
  for (const auto& [label, points] : lines) {
    if (points.empty()) continue;
    Line line{.label = label, .points = {}};
    for (const auto& [place, run] : points) {
      line.points.emplace_back(static_cast<std::size_t>(std::distance(places.begin(), places.find(place))), run);
    }
    sweep.lines.push_back(std::move(line));
  }
  return sweep.lines.empty() ? std::nullopt : std::optional(std::move(sweep));
}

std::string pixels(double value) {
  return fmt::format("{:.1f}", value);
}

Axis axis_of(const Sweep& sweep, const ScoreRow& row) {
  double low = INFINITY, high = -INFINITY;
  for (const Line& line : sweep.lines) {
    for (const auto& [place, run] : line.points) {
      if (row.cells[run] == nullptr) continue;
      const double value = row.cells[run]->estimate.value;
      const auto interval = shown_interval(*row.cells[run]).value_or(ScoreInterval{value, value, {}});
      low = std::min(low, interval.low);
      high = std::max(high, interval.high);
    }
  }
  return round_axis(low, high, false);
}

/// label: at the line's right end; empty for a single line.
void write_line(const Line& line, const std::string& label, const Axis& axis, const ScoreRow& row, double step,
                HtmlWriter& html) {
  std::string path, upper, lower;
  std::size_t last = 0;
  const auto y = [&](double value) { return kBottom - axis.place(value, kBottom - kTop); };
  for (const auto& [place, run] : line.points) {
    const Score* score = row.cells[run];
    if (score == nullptr || !std::isfinite(score->estimate.value)) continue;
    const double value = score->estimate.value, x = kLeft + step * (static_cast<double>(place) + 0.5);
    const auto interval = shown_interval(*score).value_or(ScoreInterval{value, value, {}});
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x, y(value));
    upper += fmt::format("{}{:.1f} {:.1f}", upper.empty() ? "M" : "L", x, y(interval.high));
    lower = fmt::format("L{:.1f} {:.1f}", x, y(interval.low)) + lower;
    last = run;
  }
  if (path.empty()) return;
  html.open("g", {{"class", fmt::format("c{}", line.points.front().second % 7)}});
  html.element("path", {{"class", "ribbon"}, {"d", upper + lower + "Z"}}, "");
  html.element("path", {{"class", "curve"}, {"d", path}}, "");
  for (const auto& [place, run] : line.points) {
    if (row.cells[run] == nullptr || !std::isfinite(row.cells[run]->estimate.value)) continue;
    html.element("circle",
                 {{"cx", pixels(kLeft + step * (static_cast<double>(place) + 0.5))},
                  {"cy", pixels(y(row.cells[run]->estimate.value))},
                  {"r", "3.5"}},
                 "");
  }
  html.close();
  html.element("text",
               {{"class", "label"}, {"x", pixels(kRight + 6)}, {"y", pixels(y(row.cells[last]->estimate.value) + 4)}},
               cut_to_width(label, kLabelColumns));
}

void write_picture(const Report& report, const Sweep& sweep, const TaskBlock& block, HtmlWriter& html) {
  const ScoreRow& row = block.rows.front();
  const Axis axis = axis_of(sweep, row);
  const double step = (kRight - kLeft) / static_cast<double>(sweep.values.size());
  std::string words = title_of(*block.facts) + ", " + row.metric + " against " + sweep.option + ":";
  for (const Line& line : sweep.lines) {
    for (const auto& [place, run] : line.points) {
      if (row.cells[run] == nullptr) continue;
      words +=
          fmt::format(" {} {};", report.runs[run].id, score_text(row.cells[run]->estimate.value, decimals_for(row)));
    }
  }
  html.open("figure").open("figcaption").element("bdi", title_of(*block.facts));
  html.element("small", " " + row.metric + " against " + sweep.option).close();
  html.open("svg", {{"viewBox", fmt::format("0 0 {:.0f} {:.0f}", kWidth, kHeight)},
                    {"width", fmt::format("{:.0f}", kWidth)},
                    {"height", fmt::format("{:.0f}", kHeight)},
                    {"role", "img"},
                    {"aria-label", words}});
  for (const double tick : axis.ticks) {
    const double y = kBottom - axis.place(tick, kBottom - kTop);
    html.element(
        "line",
        {{"class", "grid"}, {"x1", pixels(kLeft)}, {"y1", pixels(y)}, {"x2", pixels(kRight)}, {"y2", pixels(y)}}, "");
    html.element("text", {{"class", "value"}, {"x", pixels(kLeft - 6)}, {"y", pixels(y + 4)}},
                 fmt::format("{:.{}f}", tick, axis.decimals));
  }
  for (std::size_t i = 0; i < sweep.values.size(); ++i) {
    html.element(
        "text",
        {{"class", "tick"}, {"x", pixels(kLeft + step * (static_cast<double>(i) + 0.5))}, {"y", pixels(kBottom + 16)}},
        sweep.values[i]);
  }
  html.element("text", {{"class", "tick"}, {"x", pixels((kLeft + kRight) / 2)}, {"y", pixels(kBottom + 33)}},
               sweep.option);
  for (const Line& line : sweep.lines) {
    write_line(line, sweep.lines.size() > 1 ? line.label : "", axis, row, step, html);
  }
  html.close().close();
}

}  // namespace

bool write_sweeps(const Report& report, const std::vector<TaskBlock>& blocks, HtmlWriter& html) {
  bool any = false;
  if (report.runs.size() < 3) return any;
  for (const SamplingOption& option : sampling_options()) {
    if (option.axis == SamplingAxis::none) continue;
    const auto sweep = sweep_over(report, option);
    if (!sweep) continue;
    for (const TaskBlock& block : blocks) {
      if (block.rows.empty() || block.facts->output_type != "generate_until") continue;
      const auto has = [&](const Line& line) {
        return std::ranges::any_of(
            line.points, [&](const auto& point) { return block.rows.front().cells[point.second] != nullptr; });
      };
      if (!std::ranges::any_of(sweep->lines, has)) continue;
      write_picture(report, *sweep, block, html);
      any = true;
    }
  }
  return any;
}

}  // namespace coldread
