#pragma once

#include <cstdint>
#include <optional>

#include "api/report.h"
#include "report/scoreboard.h"

namespace coldread {

// What the comparison says about one score row, seen from one of its arms.

/// value(arm) - value(other) with its interval.
struct Margin {
  double value = 0;
  double low = 0, high = 0;
  std::optional<double> detectable;
  std::int64_t documents = 0;
  bool is_beyond_noise = false;
};

/// Absent where the two were not compared.
std::optional<Margin> margin_between(const Report& report, const TaskBlock& block, const ScoreRow& row, std::size_t arm,
                                     std::size_t other);

/// The mean of a row's scores over the runs of an arm; absent where none has one or one is not finite.
std::optional<double> arm_value(const Arm& arm, const ScoreRow& row);
std::optional<double> arm_value(const Comparison& comparison, const ScoreRow& row, std::size_t arm);

/// Index of the arm with the best value of a row, without one of them; absent where no arm has one.
std::optional<std::size_t> best_arm(const Comparison& comparison, const ScoreRow& row,
                                    std::optional<std::size_t> without = std::nullopt);

/// One a run: the arm it belongs to.
std::vector<std::size_t> arms_by_run(const Report& report);

}  // namespace coldread
