#pragma once

#include <cstdint>
#include <vector>

#include "api/response.h"
#include "engine/batch_plan.h"
#include "engine/engine.h"
#include "engine/prompt.h"

namespace coldread {

/// The log-likelihoods on their way: log-probabilities come in any order, an answer goes out with its last one.
class Scores {
 public:
  /// The job of a request with these windows, whose scored tokens are its slots, one window after the other. It is
  /// answered at once where nothing is to be scored.
  std::uint32_t add(std::size_t request, const ScoredWindows& windows, ResponseSink& sink);
  void record(std::span<const ScoredToken> tokens, const ProbeResult& result, ResponseSink& sink);

 private:
  struct Job {
    std::size_t request = 0;
    TokenScores scores;
    std::size_t missing = 0;
    bool finite = true;
  };
  static void finish(Job& job, ResponseSink& sink);

  std::vector<Job> jobs_;
};

}  // namespace coldread
