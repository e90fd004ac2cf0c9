#include "report/html/score_plot.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace coldread {
namespace {

constexpr double kHeight = 18, kMiddle = 9, kDot = 4, kSeed = 1.8, kEdge = 5;  // CSS pixels

std::string pixels(double value) {
  return fmt::format("{:.1f}", value);
}

void write_line(HtmlWriter& html, std::string_view style, double x1, double y1, double x2, double y2) {
  html.element("line",
               {{"class", style}, {"x1", pixels(x1)}, {"y1", pixels(y1)}, {"x2", pixels(x2)}, {"y2", pixels(y2)}}, "");
}

/// A share between 0 and 1 where more is better: accuracy, F1, ROUGE.
bool is_share(const ArmRow& row) {
  return row.row->higher_is_better && std::ranges::all_of(row.cells, [](const auto& cell) {
           return !cell || (cell->value >= 0 && cell->value <= 1);
         });
}

}  // namespace

std::vector<double> seed_scores(const ArmTable& table, const ArmRow& row, std::size_t arm) {
  std::vector<double> seeds;
  for (const std::size_t run : table.arms[arm].runs) {
    const Score* score = row.row->cells[run];
    if (score != nullptr && std::isfinite(score->estimate.value)) seeds.push_back(score->estimate.value);
  }
  return seeds;
}

ScorePlot plot_of(const ArmTable& table, const ArmRow& row, std::optional<double> chance, bool whole) {
  double low = chance.value_or(INFINITY), high = chance.value_or(-INFINITY);
  for (std::size_t arm = 0; arm < row.cells.size(); ++arm) {
    const auto& cell = row.cells[arm];
    if (!cell || !std::isfinite(cell->value)) continue;
    const auto interval = cell->interval.value_or(ScoreInterval{cell->value, cell->value, {}});
    low = std::min({low, interval.low, cell->value});
    high = std::max({high, interval.high, cell->value});
    for (const double seed : seed_scores(table, row, arm)) {
      low = std::min(low, seed);
      high = std::max(high, seed);
    }
  }
  ScorePlot plot{.axis = {}, .chance = chance};
  if (!(low <= high)) return plot;
  const bool share = is_share(row);
  plot.axis = share && whole ? round_axis(0, 1, true) : round_axis(low, share ? std::min(high, 1.0) : high, false);
  return plot;
}

void write_score_plot(const ScorePlot& plot, const ArmScore& score, std::span<const double> seeds,
                      const std::string& colour, HtmlWriter& html) {
  const auto x = [&](double value) { return kEdge + plot.axis.place(value, plot.width - 2 * kEdge); };
  html.open("svg", {{"class", "plot " + colour},
                    {"viewBox", fmt::format("0 0 {:.0f} {:.0f}", plot.width, kHeight)},
                    {"width", fmt::format("{:.0f}", plot.width)},
                    {"height", fmt::format("{:.0f}", kHeight)},
                    {"aria-hidden", "true"}});
  write_line(html, "track", kEdge, kMiddle, plot.width - kEdge, kMiddle);
  if (plot.chance) write_line(html, "chance", x(*plot.chance), 1, x(*plot.chance), kHeight - 1);
  if (score.interval && std::isfinite(score.value)) {
    write_line(html, "bar", x(score.interval->low), kMiddle, x(score.interval->high), kMiddle);
  }
  for (const double seed : seeds) {
    if (seeds.size() > 1) {
      html.element("circle",
                   {{"class", "seed"}, {"cx", pixels(x(seed))}, {"cy", pixels(kMiddle)}, {"r", pixels(kSeed)}}, "");
    }
  }
  if (std::isfinite(score.value)) {
    html.element("circle", {{"cx", pixels(x(score.value))}, {"cy", pixels(kMiddle)}, {"r", pixels(kDot)}}, "");
  }
  html.close();
}

}  // namespace coldread
