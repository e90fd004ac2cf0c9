#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/html/axis.h"
#include "report/html/sections.h"
#include "report/visible_text.h"

namespace coldread {
namespace {

// Layout of one picture, in CSS pixels: labels left, the plot, the value right.
constexpr double kWidth = 372, kPlotLeft = 136, kPlotWidth = 172, kValueLeft = 320;
constexpr double kRowHeight = 20, kTop = 6, kAxisHeight = 22, kDot = 4.5;
constexpr std::size_t kLabelColumns = 18;

/// Score rows that share an axis.
struct Panel {
  const TaskPage* page = nullptr;
  std::vector<const ScoreRow*> rows;
  Axis axis;
  std::optional<double> chance;  ///< what guessing would score
};

/// Where a score lies; the value alone where nothing is known about it.
ScoreInterval interval_of(const Score& score) {
  return shown_interval(score).value_or(ScoreInterval{score.estimate.value, score.estimate.value, {}});
}

/// Smallest and largest value of a row, intervals included.
std::pair<double, double> extent(const ScoreRow& row) {
  double low = INFINITY, high = -INFINITY;
  for (const Score* score : row.cells) {
    if (score == nullptr || !std::isfinite(score->estimate.value)) continue;
    low = std::min(low, interval_of(*score).low);
    high = std::max(high, interval_of(*score).high);
  }
  return {low, high};
}

/// A share between 0 and 1 where more is better: accuracy, F1, ROUGE.
bool is_share(const ScoreRow& row) {
  return row.higher_is_better && std::ranges::all_of(row.cells, [](const Score* score) {
           return score == nullptr || (score->estimate.value >= 0 && score->estimate.value <= 1);
         });
}

/// One over the number of choices, where all documents have the same number.
std::optional<double> chance_level(const TaskPage& page) {
  if (page.block->facts->output_type != "multiple_choice" || page.cards.empty()) return std::nullopt;
  const std::size_t choices = page.cards.front().view().choices.size();
  const bool same =
      std::ranges::all_of(page.cards, [&](const DocumentCard& card) { return card.view().choices.size() == choices; });
  return same && choices > 1 ? std::optional(1.0 / static_cast<double>(choices)) : std::nullopt;
}

Panel make_panel(const TaskPage& page, std::vector<const ScoreRow*> rows) {
  Panel panel{.page = &page, .rows = std::move(rows), .axis = {}, .chance = {}};
  const bool share = is_share(*panel.rows.front());
  if (share && panel.rows.front()->metric.starts_with("acc")) panel.chance = chance_level(page);
  double low = INFINITY, high = panel.chance.value_or(-INFINITY);
  for (const ScoreRow* row : panel.rows) {
    low = std::min(low, extent(*row).first);
    high = std::max(high, extent(*row).second);
  }
  // Zero is part of the axis of what grows from nothing; a perplexity has no such floor.
  panel.axis =
      share ? round_axis(0, std::min(high, 1.0), true) : round_axis(low, high, panel.rows.front()->higher_is_better);
  return panel;
}

std::vector<Panel> panels_of(const TaskPage& page) {
  std::vector<Panel> panels;
  std::vector<const ScoreRow*> shares;
  for (const ScoreRow& row : page.block->rows) {
    if (std::isfinite(extent(row).first) && is_share(row)) shares.push_back(&row);
  }
  if (!shares.empty()) panels.push_back(make_panel(page, shares));
  for (const ScoreRow& row : page.block->rows) {
    if (std::isfinite(extent(row).first) && !is_share(row)) panels.push_back(make_panel(page, {&row}));
  }
  return panels;
}

std::string pixels(double value) {
  return fmt::format("{:.1f}", value);
}

void write_line(HtmlWriter& html, std::string_view style, double x1, double y1, double x2, double y2) {
  html.element("line",
               {{"class", style}, {"x1", pixels(x1)}, {"y1", pixels(y1)}, {"x2", pixels(x2)}, {"y2", pixels(y2)}}, "");
}

void write_label(HtmlWriter& html, std::string_view style, double x, double y, std::string_view text) {
  html.element("text", {{"class", style}, {"x", pixels(x)}, {"y", pixels(y)}}, text);
}

void write_axis(const Panel& panel, double bottom, HtmlWriter& html) {
  for (const double tick : panel.axis.ticks) {
    const double x = kPlotLeft + panel.axis.place(tick, kPlotWidth);
    write_line(html, "grid", x, kTop, x, bottom);
    write_label(html, "tick", x, bottom + 15, fmt::format("{:.{}f}", tick, panel.axis.decimals));
  }
  if (panel.chance) {
    const double x = kPlotLeft + panel.axis.place(*panel.chance, kPlotWidth);
    write_line(html, "chance", x, kTop, x, bottom);
  }
}

/// A dot at the value and a line over its 95 % interval.
void write_score(const Panel& panel, const ScoreRow& row, const Score& score, double y, HtmlWriter& html) {
  const double value = score.estimate.value;
  const auto [low, high, method] = interval_of(score);
  const auto x = [&](double v) { return kPlotLeft + panel.axis.place(v, kPlotWidth); };
  html.open("g", {{"class", fmt::format("c{}", score.run % 7)}});
  if (high > low) {
    write_line(html, "bar", x(low), y, x(high), y);
    write_line(html, "cap", x(low), y - 3, x(low), y + 3);
    write_line(html, "cap", x(high), y - 3, x(high), y + 3);
  }
  html.element("circle", {{"cx", pixels(x(value))}, {"cy", pixels(y)}, {"r", pixels(kDot)}}, "").close();
  write_label(html, "number", kValueLeft, y + 4, score_text(value, decimals_for(row)));
}

std::string row_label(const ScoreRow& row) {
  return row.metric + (row.names_filter ? " " + row.filter : "") + " " +
         std::string(direction_arrow(row.higher_is_better));
}

/// What the picture shows, in words.
std::string description(const Report& report, const Panel& panel) {
  std::string text = title_of(*panel.page->block->facts) + ":";
  for (const ScoreRow* row : panel.rows) {
    for (const Score* score : row->cells) {
      if (score == nullptr) continue;
      text += fmt::format(" {} {} {}", report.runs[score->run].id, row->metric,
                          score_text(score->estimate.value, decimals_for(*row)));
      const auto [low, high, method] = interval_of(*score);
      if (high > low)
        text += fmt::format(" ({} to {})", score_text(low, decimals_for(*row)), score_text(high, decimals_for(*row)));
      text += ";";
    }
  }
  text.back() = '.';
  return text;
}

/// Rows: with one run a metric each; with several a line for the metric's name and one for each run under it.
void write_panel(const Report& report, const Panel& panel, HtmlWriter& html) {
  const bool one_run = report.runs.size() == 1;
  const std::size_t lines = panel.rows.size() * (one_run ? 1 : 1 + report.runs.size());
  const double bottom = kTop + kRowHeight * static_cast<double>(lines);
  const double height = bottom + kAxisHeight;
  html.open("svg", {{"viewBox", fmt::format("0 0 {:.0f} {:.0f}", kWidth, height)},
                    {"width", fmt::format("{:.0f}", kWidth)},
                    {"height", fmt::format("{:.0f}", height)},
                    {"role", "img"},
                    {"aria-label", description(report, panel)}});
  write_axis(panel, bottom, html);
  double y = kTop + kRowHeight / 2;
  for (const ScoreRow* row : panel.rows) {
    write_label(html, one_run ? "label" : "label metric", 0, y + 4, cut_to_width(row_label(*row), kLabelColumns));
    if (!one_run) y += kRowHeight;
    for (const Score* score : row->cells) {
      if (!one_run && score != nullptr) {
        write_label(html, "label run", 8, y + 4, cut_to_width(report.runs[score->run].id, kLabelColumns - 3));
      }
      if (score != nullptr && std::isfinite(score->estimate.value)) write_score(panel, *row, *score, y, html);
      y += kRowHeight;
    }
  }
  html.close();
}

}  // namespace

void write_pictures(const Report& report, const std::vector<TaskPage>& pages, HtmlWriter& html) {
  html.open("section", {{"id", "pictures"}, {"aria-labelledby", "pictures-title"}});
  html.element("h2", {{"id", "pictures-title"}}, "Charts");
  bool any_chance = false;
  html.open("div", {{"class", "pictures"}});
  for (const TaskPage& page : pages) {
    const std::vector<Panel> panels = panels_of(page);
    if (panels.empty()) continue;
    html.open("figure").open("figcaption");
    html.open("a", {{"href", "#" + task_anchor(page.block->facts->name)}});
    html.element("bdi", title_of(*page.block->facts)).close().close();
    for (const Panel& panel : panels) {
      write_panel(report, panel, html);
      any_chance = any_chance || panel.chance.has_value();
    }
    html.close();
  }
  std::vector<TaskBlock> blocks;
  for (const TaskPage& page : pages) blocks.push_back(*page.block);
  write_sweeps(report, blocks, html);
  write_lengths(report, blocks, html);
  html.close();
  html.element("p", {{"class", "note"}},
               std::string("Dots are scores, lines their 95 % intervals.") +
                   (any_chance ? " The dashed line is what guessing would score." : ""));
  html.close();
}

}  // namespace coldread
