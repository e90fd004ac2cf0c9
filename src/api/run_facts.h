#pragma once

#include <cstdint>

namespace coldread {

/// Counters of things a reader should know about.
struct RunFacts {
  std::int64_t requests = 0;
  std::int64_t failed_requests = 0;
  std::int64_t truncated_prompts = 0;
  std::int64_t prompt_tokens = 0;    ///< before sharing
  std::int64_t computed_tokens = 0;  ///< rows that went through the model, generated ones included
  std::int64_t generated_tokens = 0;
};

}  // namespace coldread
