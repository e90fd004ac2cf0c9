#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "api/compat.h"
#include "api/value.h"

namespace coldread {

// Samples of a run against those that lm-evaluation-harness logged of the same task: where each document first differs
// on its way from row to score.

/// The stages in order.
enum class DivergenceStage { document, prompt, settings, tokens, logprob, answer, filter, metric };
std::string_view stage_name(DivergenceStage stage);

struct Divergence {
  std::int64_t document = 0;
  std::string filter;
  DivergenceStage stage{};
  std::string what;  ///< "request 2, continuation, character 17"
  std::string ours, theirs;
  std::string known;  ///< the row of docs/lm-eval-differences.md that it is, in words; empty for none
};

/// What a run's samples do not say of it.
struct DivergenceContext {
  bool adds_bos = false;  ///< the model's tokenizer, in front of every text
  Compat compat = Compat::none;
};

struct DivergenceTolerance {
  double absolute = 2e-3;  ///< nats
  double relative = 1e-4;
  double metric = 1e-9;
};

struct SampleComparison {
  std::int64_t documents = 0;  ///< in both
  std::int64_t requests = 0;   ///< compared
  std::int64_t only_ours = 0, only_theirs = 0;
  double largest_logprob_difference = 0;  ///< nats, over documents whose prompts are equal
  std::vector<Divergence> divergences;    ///< the first of each document and filter, in order
};

/// Lines of samples files (dicts as lm-evaluation-harness writes them). Throws Error(input) where one lacks doc_id,
/// arguments or resps; origin names the file.
SampleComparison first_divergences(std::span<const Value> ours, std::span<const Value> theirs,
                                   const std::string& origin, const DivergenceTolerance& tolerance = {},
                                   const DivergenceContext& context = {});

}  // namespace coldread
