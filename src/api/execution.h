#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace coldread {

/// Where a model lay when it ran.
struct ModelLocation {
  std::string name;         ///< in the run
  std::string path;         ///< absolute
  std::string from_folder;  ///< the same from the run's folder; empty where that cannot be said
};

/// What differs between two executions of the same run: written to run.json only.
struct Execution {
  std::string started;  ///< ISO 8601, UTC
  double seconds_loading = 0;
  double seconds_evaluating = 0;
  std::string cpu;
  std::string instruction_set;       ///< the kernels' path: "portable", "avx2", "avx512"
  std::string int8_instruction_set;  ///< of int8 products, "avx512vnni" too
  int threads = 0;
  int weight_copies = 1;  ///< at most, of a model's weights: one a memory node that threads run on
  std::int64_t peak_memory_bytes = 0;
  std::int64_t estimated_memory_bytes = 0;  ///< what was expected before the start
  std::int64_t answered_requests = 0;       ///< in this execution; the others were in the journal
  std::int64_t computed_tokens = 0;         ///< rows that went through the model
  std::int64_t shared_tokens = 0;           ///< rows saved because requests shared a prefix
  std::vector<ModelLocation> models = {};
};

}  // namespace coldread
