#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/arms.h"

namespace coldread {

/// What an arm scores on some of a task's documents.
struct PartScore {
  double value = 0;
  std::optional<ScoreInterval> interval = {};
  std::int64_t count = 0;  ///< documents
};

/// Documents that are alike in one column.
struct Part {
  std::string value;                           ///< "geography", "12 to 40"
  std::vector<std::optional<PartScore>> arms;  ///< one an arm
  std::vector<std::int64_t> documents;         ///< ascending
};

/// The primary metric of a task by one column of its data, or by something counted in its samples.
struct Breakdown {
  const ArmRow* row = nullptr;
  std::string column;  ///< "topic"; "meta.topic" of a dict within
  bool is_counted =
      false;  ///< a number of the samples and no column of the data: prompt tokens, position of the answer
  std::vector<Part> parts;  ///< the best first; of numbers in ascending order
};

/// By every column of the data with few values (up to twelve) and, in quarters, every one of numbers: those first that
/// the task's metadata names (breakdown: [topic]). Of metrics that are the mean of their documents' values alone.
/// Points into the table.
std::vector<Breakdown> breakdowns(const Report& report, const ArmTable& table);

}  // namespace coldread
