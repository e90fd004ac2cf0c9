#pragma once

#include <span>
#include <vector>

#include "sampling/candidates.h"
#include "sampling/option.h"

namespace coldread::sampling {

/// What a step may look at besides the candidates.
struct StepInput {
  const SamplingSettings& settings;
  std::span<const TokenId> previous_ids;  ///< prompt and what was generated so far
  std::size_t prompt_length = 0;          ///< how many of them are the prompt
};

/// What a step's file tells the tables: PROCESSOR(x, ...) and SAMPLER(x, ...) in api/samplers.inc stand for the
/// function `Step x()`.
struct Step {
  /// Changes the logits or cuts candidates, at least one of which stays; does nothing where its options are off.
  void (*apply)(Candidates& candidates, const StepInput& input);
  std::vector<SamplingOption> options;  ///< one for each of its settings
};

/// Steps that change what the model said, for greedy choices too, in the order of application.
std::span<const Step> processors();
/// Steps that shape the distribution that is drawn from, after the others.
std::span<const Step> samplers();

#define PROCESSOR(name, settings) Step name();
#define SAMPLER(name, settings) Step name();
#include "api/samplers.inc"
#undef SAMPLER
#undef PROCESSOR

}  // namespace coldread::sampling
