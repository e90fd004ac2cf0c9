#pragma once

#include <optional>
#include <span>
#include <string>

#include "report/arms.h"
#include "report/html/axis.h"
#include "report/html/html_writer.h"

namespace coldread {

/// What the scores in one row or column of the table are drawn on.
struct ScorePlot {
  Axis axis;
  double width = 110;                 ///< CSS pixels
  std::optional<double> chance = {};  ///< what guessing would score
};

/// An axis that holds all intervals and seeds of a row: from 0 to 1 where `whole` and the metric is a share.
ScorePlot plot_of(const ArmTable& table, const ArmRow& row, std::optional<double> chance, bool whole);

/// A dot at the value, a line over its interval, the seeds as small points, a tick at chance. Hidden from readers of
/// text: the numbers stand beside it.
void write_score_plot(const ScorePlot& plot, const ArmScore& score, std::span<const double> seeds,
                      const std::string& colour, HtmlWriter& html);

/// The scores of an arm's runs on a row.
std::vector<double> seed_scores(const ArmTable& table, const ArmRow& row, std::size_t arm);

}  // namespace coldread
