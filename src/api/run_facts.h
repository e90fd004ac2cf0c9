#pragma once

#include <cstdint>

namespace coldread {

/// Counters of things a reader should know about.
struct RunFacts {
  std::int64_t requests = 0;
  std::int64_t failed_requests = 0;
  std::int64_t truncated_prompts = 0;
  std::int64_t own_answers = 0;             ///< documents whose examples hold their own answer
  std::int64_t prompts_without_system = 0;  ///< documents whose system message the chat template left out
  std::int64_t changed_prompts = 0;         ///< documents whose messages the chat template cut or rewrote
  std::int64_t control_tokens_in_data = 0;  ///< documents with text that reads as a special token
  std::int64_t early_rope_scaling = 0;      ///< texts with the rotary angles of longer ones than their prompt
  std::int64_t prompt_tokens = 0;           ///< before sharing
  std::int64_t computed_tokens = 0;         ///< rows that went through the model, generated ones included
  std::int64_t generated_tokens = 0;
};

}  // namespace coldread
