#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "model/dry_model.h"
#include "runner/journal/answers.h"
#include "runner/plan/requests.h"

namespace coldread {

/// What a run asks of one model and takes with it, from headers and prompts alone.
struct ModelEstimate {
  std::string name = {};
  std::int64_t requests = 0;
  std::int64_t prompt_tokens = 0;     ///< before sharing
  std::int64_t computed_tokens = 0;   ///< after it, with as much generated as may be
  std::int64_t generated_tokens = 0;  ///< at most
  std::int64_t truncated_prompts = 0;
  bool complete = true;  ///< false: counted until peaks were clear, not to the end
  Footprint weights;
  Footprint least_weights;  ///< the same with one copy, whatever memory nodes there are, and not wide
  ForwardDemand demand;
  std::size_t sampling = 0;  ///< bytes of logits that are drawn from
};

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
void demand_room(const RunConfig& config, const RunEstimate& estimate, const std::filesystem::path& folder);

/// The same for each model's weights alone, before anything is read but headers.
void demand_room_for_weights(const RunConfig& config);

/// Seconds of arithmetic and reading at this machine's measured speed.
double seconds_of(const ModelEstimate& estimate, const std::string& compute, int threads);

}  // namespace coldread
