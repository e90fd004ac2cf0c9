#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <set>

#include "report/arms.h"
#include "report/html/line_chart.h"
#include "report/html/sections.h"

namespace coldread {
namespace {

constexpr std::size_t kHues = 7;
constexpr std::size_t kMostLevels = 2;

/// What is drawn of a task: its score, or what its texts are like.
struct Measure {
  std::string name;
  bool higher_is_better = true;
  int decimals = 3;
  bool from_zero = false;
  std::function<std::optional<ArmScore>(std::size_t arm)> of_arm;
  std::function<std::vector<double>(std::size_t arm)> seeds;
};

/// Arms that differ in one option alone, in the order of its values.
struct Family {
  std::string label;
  std::vector<std::size_t> arms;
};

/// The different values of an axis in ascending order, with their texts.
std::map<double, std::string> values_of(const ArmAxis& axis) {
  std::map<double, std::string> values;
  for (std::size_t arm = 0; arm < axis.places.size(); ++arm) {
    if (!std::isnan(axis.places[arm])) values.emplace(axis.places[arm], axis.texts[arm]);
  }
  return values;
}

/// Where the values stand between 0 and 1: to scale where they span little, else in equal steps.
std::map<double, double> places_of(const std::map<double, std::string>& values) {
  constexpr double kWidestSpan = 20;
  std::map<double, double> places;
  const double low = values.begin()->first, high = values.rbegin()->first;
  const bool to_scale = std::isfinite(high) && (high - low) <= kWidestSpan * std::max(low, high / kWidestSpan);
  double index = 0;
  for (const auto& [value, text] : values) {
    places[value] = to_scale ? (value - low) / (high - low) : index / static_cast<double>(values.size() - 1);
    ++index;
  }
  return places;
}

std::string axis_name(const ArmAxis& axis) {
  std::string name = axis.name;
  std::ranges::replace(name, '_', '-');
  return name;
}

/// The arms on an axis, those together that are alike in all others; without those that no other stands beside.
std::vector<Family> families_of(const ArmTable& table, const ArmAxis& axis) {
  std::map<std::string, Family> families;
  for (std::size_t arm = 0; arm < table.arms.size(); ++arm) {
    if (std::isnan(axis.places[arm])) continue;
    std::string label;
    for (const ArmAxis& other : table.axes) {
      if (other.name == axis.name || other.texts[arm].empty()) continue;
      const bool plain = other.name == "model" || other.name == "compute";
      label += (label.empty() ? "" : ", ") + (plain ? "" : axis_name(other) + " ") + other.texts[arm];
    }
    Family& family = families[label];
    family.label = label;
    family.arms.push_back(arm);
  }
  std::vector<Family> kept;
  for (auto& [label, family] : families) {
    std::ranges::stable_sort(family.arms, {}, [&](std::size_t arm) { return axis.places[arm]; });
    if (axis.places[family.arms.front()] < axis.places[family.arms.back()]) kept.push_back(std::move(family));
  }
  if (kept.size() == 1) kept.front().label.clear();
  return kept;
}

std::string point_text(const std::string& value, const ArmScore& score, int decimals) {
  std::string text = value + ": " + score_text(score.value, decimals);
  if (score.interval) text += " " + interval_text(score.interval->low, score.interval->high, decimals);
  return text;
}

/// Arms that stand on no axis, such as greedy generation, as levels: few ones that are alike in their model.
void add_levels(const ArmTable& table, const ArmAxis& axis, const Measure& measure, LineChart& chart) {
  std::vector<ChartLevel> levels;
  for (std::size_t arm = 0; arm < table.arms.size(); ++arm) {
    const auto score = std::isnan(axis.places[arm]) ? measure.of_arm(arm) : std::nullopt;
    if (score && std::isfinite(score->value)) levels.push_back({table.labels[arm], score->value});
  }
  if (levels.size() <= kMostLevels) chart.levels = std::move(levels);
}

LineChart chart_of(const ArmTable& table, const ArmAxis& axis, const std::vector<Family>& families,
                   const std::string& title, const Measure& measure) {
  const auto values = values_of(axis);
  const auto places = places_of(values);
  LineChart chart{.title = title, .metric = measure.name, .option = axis_name(axis), .from_zero = measure.from_zero};
  for (const auto& [value, text] : values) chart.ticks.emplace_back(places.at(value), text);
  for (const Family& family : families) {
    ChartLine line{.label = family.label, .colour = fmt::format("c{}", chart.lines.size() % kHues), .points = {}};
    for (const std::size_t arm : family.arms) {
      const auto score = measure.of_arm(arm);
      if (!score || !std::isfinite(score->value)) continue;
      ChartPoint point{.x = places.at(axis.places[arm]), .y = score->value};
      if (score->interval) point.interval = {score->interval->low, score->interval->high};
      point.seeds = measure.seeds(arm);
      if (point.seeds.size() < 2) point.seeds.clear();
      point.text = point_text(axis.texts[arm], *score, measure.decimals);
      line.points.push_back(std::move(point));
    }
    if (!line.points.empty()) chart.lines.push_back(std::move(line));
  }
  add_levels(table, axis, measure, chart);
  return chart;
}

Measure score_measure(const ArmTable& table, const ArmRow& row) {
  return {.name = row.row->metric,
          .higher_is_better = row.row->higher_is_better,
          .decimals = row.format.value,
          .of_arm = [&row](std::size_t arm) { return row.cells[arm]; },
          .seeds =
              [&](std::size_t arm) {
                std::vector<double> seeds;
                for (const std::size_t run : table.arms[arm].runs) {
                  if (row.row->cells[run] != nullptr) seeds.push_back(row.row->cells[run]->estimate.value);
                }
                return seeds;
              }};
}

/// A number of the generated texts of a task, over the runs of an arm.
Measure quality_measure(const Report& report, const ArmTable& table, const std::string& task, const std::string& name,
                        const std::function<std::optional<double>(const TextQuality&)>& number, int decimals) {
  const auto seeds = [&report, &table, task, number](std::size_t arm) {
    std::vector<double> values;
    for (const TextQuality& one : report.quality) {
      if (one.task != task || std::ranges::find(table.arms[arm].runs, one.run) == table.arms[arm].runs.end()) continue;
      if (const auto value = number(one)) values.push_back(*value);
    }
    return values;
  };
  return {.name = name,
          .decimals = decimals,
          .from_zero = true,
          .of_arm =
              [seeds](std::size_t arm) {
                const std::vector<double> values = seeds(arm);
                if (values.empty()) return std::optional<ArmScore>();
                ArmScore score;
                for (const double value : values) score.value += value / static_cast<double>(values.size());
                return std::optional(score);
              },
          .seeds = seeds};
}

/// The primary score of a task, then what its texts are like.
std::vector<Measure> measures_of(const Report& report, const ArmTable& table, const ArmRow& row) {
  std::vector<Measure> measures{score_measure(table, row)};
  const std::string& task = row.block->facts->name;
  if (std::ranges::find(report.quality, task, &TextQuality::task) == report.quality.end()) return measures;
  measures.push_back(quality_measure(
      report, table, task, "tokens an answer", [](const TextQuality& one) { return std::optional(one.mean_tokens); },
      1));
  measures.push_back(quality_measure(
      report, table, task, "repetition", [](const TextQuality& one) { return std::optional(one.repetition); }, 3));
  measures.push_back(quality_measure(
      report, table, task, "distinct pairs of words", [](const TextQuality& one) { return one.distinct_2; }, 3));
  return measures;
}

/// One table of numbers over two options, for arms that are alike in all else.
HeatMap map_of(const ArmAxis& down, const ArmAxis& across, const Family& family, const std::string& title,
               const Measure& measure) {
  const auto rows = values_of(down), columns = values_of(across);
  HeatMap map{.title = title,
              .metric = measure.name + (family.label.empty() ? "" : ", " + family.label),
              .row_option = axis_name(down),
              .column_option = axis_name(across),
              .rows = {},
              .columns = {},
              .values = {},
              .hints = {},
              .decimals = measure.decimals,
              .higher_is_better = measure.higher_is_better};
  for (const auto& [value, text] : columns) map.columns.push_back(text);
  for (const auto& [row, text] : rows) {
    map.rows.push_back(text);
    for (const auto& [column, column_text] : columns) {
      const auto arm = std::ranges::find_if(family.arms, [&, row = row, column = column](std::size_t one) {
        return down.places[one] == row && across.places[one] == column;
      });
      const auto score = arm == family.arms.end() ? std::nullopt : measure.of_arm(*arm);
      map.values.push_back(score ? std::optional(score->value) : std::nullopt);
      map.hints.push_back(score ? point_text(text + ", " + column_text, *score, measure.decimals) : "");
    }
  }
  return map;
}

/// Arms on both axes, those together that are alike in all others.
std::vector<Family> grids_of(const ArmTable& table, const ArmAxis& down, const ArmAxis& across) {
  std::map<std::string, Family> families;
  for (std::size_t arm = 0; arm < table.arms.size(); ++arm) {
    if (std::isnan(down.places[arm]) || std::isnan(across.places[arm])) continue;
    std::string label;
    for (const ArmAxis& other : table.axes) {
      if (other.name != down.name && other.name != across.name && !other.texts[arm].empty()) {
        label += (label.empty() ? "" : ", ") + other.texts[arm];
      }
    }
    families[label].label = label;
    families[label].arms.push_back(arm);
  }
  std::vector<Family> kept;
  for (auto& [label, family] : families) kept.push_back(std::move(family));
  return kept;
}

/// The two options that make a grid: most of their pairs of values have an arm in each family; absent where none do.
std::optional<std::pair<const ArmAxis*, const ArmAxis*>> grid_axes(const ArmTable& table,
                                                                   const std::vector<const ArmAxis*>& options) {
  for (std::size_t a = 0; a < options.size(); ++a) {
    for (std::size_t b = a + 1; b < options.size(); ++b) {
      const std::size_t cells = values_of(*options[a]).size() * values_of(*options[b]).size();
      const std::vector<Family> families = grids_of(table, *options[a], *options[b]);
      const bool full = !families.empty() && std::ranges::all_of(families, [&](const Family& family) {
        return 3 * family.arms.size() >= 2 * cells;
      });
      if (full) return std::pair(options[a], options[b]);
    }
  }
  return std::nullopt;
}

}  // namespace

bool write_sweeps(const Report& report, HtmlWriter& html) {
  const ArmTable table = arm_table(report);
  if (table.arms.size() < 3) return false;
  std::vector<const ArmAxis*> options;
  for (const ArmAxis& axis : table.axes) {
    if (!axis.places.empty() && values_of(axis).size() > 1) options.push_back(&axis);
  }
  const auto grid = grid_axes(table, options);
  bool any = false;
  for (const ArmRow& row : table.rows) {
    if (!row.primary || row.block->facts->output_type != "generate_until") continue;
    const std::string& title = title_of(*row.block->facts);
    html.open("div", {{"class", "pictures"}});
    for (const Measure& measure : measures_of(report, table, row)) {
      if (grid) {
        for (const Family& family : grids_of(table, *grid->first, *grid->second)) {
          write_heat_map(map_of(*grid->first, *grid->second, family, title, measure), html);
          any = true;
        }
      }
      for (const ArmAxis* axis : options) {
        if (grid && (axis == grid->first || axis == grid->second)) continue;
        const std::vector<Family> families = families_of(table, *axis);
        if (families.empty()) continue;
        const LineChart chart = chart_of(table, *axis, families, title, measure);
        if (chart.lines.empty()) continue;
        write_line_chart(chart, html);
        any = true;
      }
    }
    html.close();
  }
  return any;
}

}  // namespace coldread
