#pragma once

#include <cstdint>
#include <optional>

#include "api/report.h"
#include "report/scoreboard.h"

namespace coldread {

// What the comparison says about one score row, seen from one of its arms.

/// The difference from `other` to `arm`: its verdict is that on `arm`. Absent where the two were not compared.
std::optional<Difference> difference_to(const Report& report, const TaskBlock& block, const ScoreRow& row,
                                        std::size_t arm, std::size_t other);

/// The row of a task's primary metric; where nothing was compared, the first. Not of a block without rows.
const ScoreRow& primary_row(const Report& report, const TaskBlock& block);

/// The mean of a row's scores over the runs of an arm; absent where none has one or one is not finite.
std::optional<double> arm_value(const Arm& arm, const ScoreRow& row);

/// Index of the arm with the best value of a row among those that no other is better than, without one of them; absent
/// where no arm has one.
std::optional<std::size_t> best_arm(const Report& report, const TaskBlock& block, const ScoreRow& row,
                                    std::optional<std::size_t> without = std::nullopt);

/// One a run: the arm it belongs to.
std::vector<std::size_t> arms_by_run(const Report& report);

}  // namespace coldread
