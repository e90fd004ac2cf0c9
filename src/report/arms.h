#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/report.h"
#include "report/scoreboard.h"

namespace coldread {

// An arm is a model under one setting and prompt form; the runs that differ in their seed alone are its replicates.
// Every table and chart for people is made of arms; results.csv and the samples have the runs.

/// The arms of a report: those of its comparison, else its runs by their seeds.
std::vector<Arm> arms_of_report(const Report& report);

/// What a person calls each arm: only what tells it from the others ("T 0.7, k 40"), never cut. Where that does not
/// tell two arms apart, the ids of their runs.
std::vector<std::string> arm_labels(const Report& report);

/// Something in which arms differ: their models, how they compute, or a sampling option.
struct ArmAxis {
  std::string name;                 ///< "model", "compute", "temperature", ...
  std::vector<std::string> texts;   ///< one an arm: "0.7", "off"; empty where the option does not apply
  std::vector<double> places = {};  ///< of a number's axis, one an arm: infinity where off lies beyond; NaN: not on it
};

/// In the order models, compute types, sampling options; none of a single arm.
std::vector<ArmAxis> arm_axes(const Report& report);

/// One value of the table: the mean of an arm's scores.
struct ArmScore {
  double value = 0;
  std::optional<double> spread = {};          ///< standard deviation over the runs; absent of a single one
  std::optional<double> standard_error = {};  ///< over documents, of a single run
  std::optional<ScoreInterval> interval = {};
  std::int64_t runs = 0;                 ///< that have a score
  std::int64_t count = 0, failures = 0;  ///< documents, of the run that has the fewest
};

/// A metric of a task under one filter, over all arms.
struct ArmRow {
  const TaskBlock* block = nullptr;
  const ScoreRow* row = nullptr;
  bool primary = false;                             ///< the task's first metric, by which arms are compared
  ScoreFormat format = {};                          ///< that suits all its values
  std::vector<std::optional<ArmScore>> cells = {};  ///< one an arm
  std::vector<std::int64_t> lost = {};              ///< one an arm: documents, where all failed
};

struct ArmTable {
  std::vector<Arm> arms;
  std::vector<std::string> labels;
  std::vector<ArmAxis> axes;
  std::vector<TaskBlock> blocks;  ///< of tasks, then of groups
  std::vector<ArmRow> rows;       ///< pointing into blocks

  ArmTable() = default;
  ArmTable(const ArmTable&) = delete;
  ArmTable& operator=(const ArmTable&) = delete;
  ArmTable(ArmTable&&) = default;
  ArmTable& operator=(ArmTable&&) = default;

  /// From three arms on arms are rows and tasks columns; with one or two it is the other way round.
  bool arms_are_rows() const { return arms.size() >= 3; }
  bool has_seeds() const;  ///< whether some arm has several runs
};

ArmTable arm_table(const Report& report);

/// One an arm: its rank by the primary metric, 1 for the best, averaged over the tasks that it has a score on; infinite
/// without any. Equal values share their mean rank.
std::vector<double> mean_ranks(const ArmTable& table);

/// "58 of 60 scored"; empty where nothing failed.
std::string over_text(const ArmRow& row, std::size_t arm);

/// How the intervals of the table were found, in sentences for people: of means over seeds, of corpus metrics, and
/// where documents share passages. Empty where all are plain.
std::string arm_note(const ArmTable& table);

}  // namespace coldread
