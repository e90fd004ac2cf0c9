#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/backend.h"
#include "runner/journal/answer_store.h"
#include "runner/plan/requests.h"

namespace coldread {

struct RunEstimate {
  std::vector<ModelEstimate> models;
  std::int64_t documents = 0;
  std::size_t resident = 0;  ///< bytes in memory when the estimate was made: the program, tasks, prompts
  std::size_t results = 0;   ///< bytes that answers and their report take at the end
  std::size_t peak = 0;      ///< bytes in memory at most
  std::string peak_of;       ///< which moment: "loading NAME", "evaluating NAME", "the report"
  std::size_t disk = 0;      ///< bytes of the folder
};

/// Answers that a journal has already are left out. complete: count every request, however long that takes.
/// Where wide weights, or copies of them on several memory nodes, would not fit, they are counted without.
RunEstimate estimate_run(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
                         const Answers& answers, bool complete);

/// Raises the peak to what loading and evaluating each model takes, with its single copy of the weights where copies
/// would need more than is free. free_bytes: besides what is resident.
void count_models(RunEstimate& estimate, int threads, std::size_t free_bytes);

/// Throws Error(input) where the run takes more memory than is free, naming both and what would help; Error(output)
/// where its folder's file system has too little space.
void require_resources(const Plan& plan, const RunEstimate& estimate);

/// The same for each model's weights alone, before anything is read but headers.
void require_memory_for_weights(const RunConfig& config, const Backend& backend);

/// Seconds of arithmetic and reading at this machine's measured speed.
double seconds_of(const ModelEstimate& estimate, const std::string& compute, int threads);

}  // namespace coldread
