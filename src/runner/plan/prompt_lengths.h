#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "engine/prompt.h"
#include "runner/plan/plan.h"

namespace coldread {

/// Counts the tokens of prompts as one model reads them. A prompt whose text is shorter than asked about is not read:
/// its tokens are at most its bytes.
class PromptLengths {
 public:
  explicit PromptLengths(const PlannedModel& model);

  /// Tokens of a prompt that is longer than `room`, scored ones but for the last included. Nothing where it is not,
  /// where there is none to cut (rolling log-likelihoods, failures), and where the model keeps its tokenizer to itself.
  std::optional<std::int64_t> beyond(const Request& request, std::int64_t room);
  /// Tokens of the longest prompt of a task's documents, before any cut; 0 where it is not known.
  std::int64_t longest(const Task& task, const ChatFormat& chat);

 private:
  std::shared_ptr<const Tokenizer> tokenizer_;
  std::optional<PromptEncoder> encoder_;
};

}  // namespace coldread
