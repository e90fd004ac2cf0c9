#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

#include "base/counted.h"
#include "report/assets/assets.h"
#include "report/html/axis.h"
#include "report/html/content_policy.h"
#include "report/html/sections.h"
#include "report/run_summary.h"

namespace coldread {
namespace {

// Layout of one chart, in CSS pixels: values left, the plot, labels of the lines right.
constexpr double kWidth = 372, kHeight = 150, kLeft = 44, kRight = 260, kTop = 10, kBottom = 120;

/// A task's scores of one arm, by index of their run.
using Line = std::vector<std::pair<std::size_t, const SummaryScore*>>;
struct Chart {
  std::string task, metric;
  std::map<std::string, Line> lines;  ///< by model and arm
};

std::string arm_name(const RunSummary& run, const SummaryScore& score) {
  return run.models.size() == 1 && score.arm != run.models.front() ? run.models.front() + " / " + score.arm : score.arm;
}

/// Of tasks that two runs or more have a score of.
std::vector<Chart> charts_of(const std::vector<RunSummary>& runs) {
  std::vector<Chart> charts;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    for (const SummaryScore& score : runs[run].scores) {
      auto known = std::ranges::find_if(
          charts, [&](const Chart& one) { return one.task == score.task && one.metric == score.metric; });
      if (known == charts.end())
        known = charts.insert(known, {.task = score.task, .metric = score.metric, .lines = {}});
      known->lines[arm_name(runs[run], score)].emplace_back(run, &score);
    }
  }
  std::erase_if(charts, [](const Chart& chart) {
    return std::ranges::all_of(chart.lines, [](const auto& line) { return line.second.size() < 2; });
  });
  return charts;
}

Axis axis_of(const Chart& chart) {
  double low = INFINITY, high = -INFINITY;
  for (const auto& [arm, line] : chart.lines) {
    for (const auto& [run, score] : line) {
      low = std::min(low, score->low);
      high = std::max(high, score->high);
    }
  }
  constexpr double kSame = 1e-9;  // a range that ticks can't tell apart is one value
  if (high - low < kSame * std::max(std::abs(low), std::abs(high))) low = high;
  return round_axis(low, high, false);
}

void write_ticks(const Axis& axis, HtmlWriter& html) {
  for (const double tick : axis.ticks) {
    const std::string y = fmt::format("{:.1f}", kBottom - axis.place(tick, kBottom - kTop));
    html.element("line",
                 {{"class", "grid"},
                  {"x1", fmt::format("{:.1f}", kLeft)},
                  {"x2", fmt::format("{:.1f}", kRight)},
                  {"y1", y},
                  {"y2", y}},
                 "");
    html.element("text", {{"class", "value"}, {"x", fmt::format("{:.1f}", kLeft - 6)}, {"y", y}, {"dy", "4"}},
                 fmt::format("{:.{}f}", tick, axis.decimals));
  }
}

void write_curve(const Line& line, const Axis& axis, std::size_t runs, std::size_t colour, HtmlWriter& html) {
  const double step = (kRight - kLeft) / static_cast<double>(std::max<std::size_t>(runs, 1));
  const auto x = [&](std::size_t run) { return kLeft + step * (static_cast<double>(run) + 0.5); };
  const auto y = [&](double value) { return kBottom - axis.place(value, kBottom - kTop); };
  std::string path;
  html.open("g", {{"class", fmt::format("c{}", colour % 7)}});
  for (const auto& [run, score] : line) {
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x(run), y(score->value));
    html.element("line",
                 {{"class", "bar"},
                  {"x1", fmt::format("{:.1f}", x(run))},
                  {"x2", fmt::format("{:.1f}", x(run))},
                  {"y1", fmt::format("{:.1f}", y(score->low))},
                  {"y2", fmt::format("{:.1f}", y(score->high))}},
                 "");
    html.element("circle",
                 {{"cx", fmt::format("{:.1f}", x(run))}, {"cy", fmt::format("{:.1f}", y(score->value))}, {"r", "3"}},
                 "");
  }
  html.element("path", {{"class", "curve"}, {"d", path}}, "").close();
}

void write_chart(const Chart& chart, std::size_t runs, HtmlWriter& html) {
  const Axis axis = axis_of(chart);
  const std::string name = chart.task + ", " + chart.metric;
  html.open("figure").element("figcaption", name);
  html.open("svg", {{"viewBox", fmt::format("0 0 {} {}", kWidth, kHeight)},
                    {"width", fmt::format("{}", kWidth)},
                    {"height", fmt::format("{}", kHeight)},
                    {"role", "img"},
                    {"aria-label", name + " over the runs; the table has the numbers"}});
  write_ticks(axis, html);
  std::size_t colour = 0;
  for (const auto& [arm, line] : chart.lines) write_curve(line, axis, runs, colour++, html);
  html.element("text",
               {{"class", "tick"},
                {"x", fmt::format("{:.1f}", (kLeft + kRight) / 2)},
                {"y", fmt::format("{:.1f}", kHeight - 8)}},
               "runs, oldest to newest");
  html.close().open("p", {{"class", "note"}});
  colour = 0;
  for (const auto& [arm, line] : chart.lines) {
    html.open("span", {{"class", "run"}}).element("i", {{"class", fmt::format("dot c{}", colour++ % 7)}}, "");
    html.element("bdi", arm).close().text(" ");
  }
  html.close().close();
}

/// A folder as an address, its slashes kept.
std::string encode_path(std::string_view folder) {
  std::string out;
  while (true) {
    const std::size_t slash = folder.find('/');
    out += encode_uri(folder.substr(0, slash));
    if (slash == std::string_view::npos) return out;
    out += '/';
    folder.remove_prefix(slash + 1);
  }
}

void write_scores(const std::vector<SummaryScore>& scores, HtmlWriter& html) {
  html.open("td", {{"class", "what"}});
  for (const SummaryScore& one : scores) {
    std::string text =
        one.task + (one.version.empty() ? "" : " v" + one.version) + " " + one.metric + " " + score_text(one.value, 3);
    if (one.low != one.high) text += " [" + score_text(one.low, 3) + ", " + score_text(one.high, 3) + "]";
    html.open("div").element("bdi", text);
    if (scores.size() > 1) html.element("small", " " + one.arm);
    html.close();
  }
  html.close();
}

std::string state_text(const RunSummary& run) {
  if (!run.trouble.empty()) return "cannot be read: " + run.trouble;
  std::vector<std::string> parts;
  if (!run.unfinished.empty()) parts.push_back("unfinished: " + run.unfinished);
  for (const auto& [kind, count] : run.troubles)
    parts.push_back(fmt::format("{} {}", count, kind == "no_match" ? "no match" : kind));
  return parts.empty() ? "good" : fmt::format("{}", fmt::join(parts, ", "));
}

void write_row(const RunSummary& run, HtmlWriter& html) {
  const std::string address = encode_path(run.folder) + "/report.html";
  html.open("tr");
  html.open("td").empty(
      "input", {{"type", "checkbox"}, {"data-folder", run.folder}, {"aria-label", "pick " + run.name}, {"hidden", ""}});
  html.close().element("td", run.started.substr(0, 16));
  html.open("th", {{"scope", "row"}}).open("a", {{"href", address}}).element("bdi", run.name).close();
  html.element("small", " " + run.folder).close();
  html.element("td", fmt::format("{}", fmt::join(run.models, ", ")));
  write_scores(run.scores, html);
  html.element("td", {{"class", "what"}}, state_text(run));
  html.element("td", {{"class", "digest"}, {"title", run.digest}}, run.digest.substr(0, 12));
  html.element("td", run.version).close();
}

void write_table(const std::vector<RunSummary>& runs, HtmlWriter& html) {
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", "Runs"}});
  html.open("table", {{"class", "changes runs"}})
      .element("caption", "Scores are each task\u2019s first metric, 95\u00A0% intervals in brackets");
  html.open("thead").open("tr");
  for (const char* head : {"", "Started", "Run", "Model", "Scores", "Health", "Digest", "Version"})
    html.element("th", {{"scope", "col"}}, head);
  html.close().close().open("tbody");
  for (const RunSummary& run : runs) write_row(run, html);
  html.close().close().close();
}

}  // namespace

std::string runs_index_html(const std::string& title, const std::vector<RunSummary>& runs) {
  const std::string script(assets::index_js());
  const std::vector<Chart> charts = charts_of(runs);
  HtmlWriter html;
  html.raw("<!doctype html>\n").open("html", {{"lang", "en"}}).open("head").empty("meta", {{"charset", "utf-8"}});
  html.empty("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", content_policy(script)}});
  html.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  html.element("title", "Runs of " + title + " \u00B7 coldread");
  write_style(html);
  html.close().open("body").open("header", {{"class", "top"}}).open("div", {{"class", "bar"}});
  html.open("h1").text("Runs of ").element("bdi", title).close().close();
  html.element("p", {{"class", "headline"}}, counted(runs.size(), "run")).close();
  html.open("main");
  html.element("p", {{"class", "text code"}, {"id", "command"}, {"role", "status"}, {"hidden", ""}}, "");
  write_table(runs, html);
  if (!charts.empty()) {
    html.element("h2", "Scores over runs").open("div", {{"class", "pictures"}});
    for (const Chart& chart : charts) write_chart(chart, runs.size(), html);
    html.close();
  }
  html.close().open("script").raw(script).close().close().close();
  return html.take();
}

}  // namespace coldread
