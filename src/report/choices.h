#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/report.h"
#include "report/arms.h"

namespace coldread {

/// Documents whose choice had about the same probability.
struct ReliabilityBin {
  std::int64_t count = 0;
  double confidence = 0;  ///< mean probability of the chosen one among the choices
  double accuracy = 0;
};

/// What an arm chose on a multiple-choice task, by plain log-likelihood. Of its first run.
struct ChoiceFacts {
  std::size_t arm = 0;
  std::int64_t documents = 0;
  std::vector<std::vector<std::int64_t>> chosen;  ///< [position of the reference][position chosen]: documents
  double margin = 0;                              ///< mean ln p of the chosen over the runner-up, nats
  double wrong_margin = 0;  ///< mean ln p of the chosen over the reference where it is wrong, nats; 0 where none is
  std::vector<ReliabilityBin> bins;  ///< those with documents, of ten equal ones by confidence
  double calibration_error = 0;      ///< expected: mean distance of accuracy and confidence over the documents
};

/// One task with the same number of choices, two to eight, on every document.
struct ChoiceTask {
  const TaskFacts* task = nullptr;
  std::vector<ChoiceFacts> arms;
};

/// Points into the report.
std::vector<ChoiceTask> choice_tasks(const Report& report, const std::vector<Arm>& arms);

}  // namespace coldread
