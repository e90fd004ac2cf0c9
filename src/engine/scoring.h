#pragma once

#include <cstddef>

#include "api/response.h"
#include "engine/batch_plan.h"
#include "engine/prompt.h"
#include "model/model.h"

namespace coldread {

/// One log-likelihood request on its way: log-probabilities come in any order, the answer with the last one.
class Scoring {
 public:
  /// The scored tokens are its slots, one window after the other. Finished at once where there are none.
  Scoring(std::size_t id, ScoredWindows windows);

  /// Of the request.
  std::size_t id() const { return id_; }
  const ScoredWindows& windows() const { return windows_; }

  void take(const ScoredToken& token, const ProbeResult& result);
  bool finished() const { return missing_ == 0; }
  /// The answer, once finished.
  Response response() &&;

 private:
  std::size_t id_;
  ScoredWindows windows_;
  TokenScores answer_;
  std::size_t missing_;
  bool finite_ = true;
};

}  // namespace coldread
