#pragma once

#include <span>

#include "sampling/candidates.h"

namespace coldread::sampling {

/// What a step may look at besides the candidates.
struct StepInput {
  const SamplingSettings& settings;
  std::span<const TokenId> previous_ids;  ///< prompt and what was generated so far
  std::size_t prompt_length = 0;          ///< how many of them are the prompt
};

/// Each step changes the logits or cuts candidates, at least one of which stays; it does nothing where its setting is
/// off.
using Step = void (*)(Candidates&, const StepInput&);

#define SAMPLER(name) void name(Candidates& candidates, const StepInput& input);
#define PROCESSOR(name) SAMPLER(name)
#include "sampling/samplers.inc"
#undef PROCESSOR
#undef SAMPLER

}  // namespace coldread::sampling
