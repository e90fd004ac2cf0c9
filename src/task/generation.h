#pragma once

#include <string>
#include <vector>

#include "api/compat.h"
#include "api/request.h"
#include "api/value.h"
#include "base/error.h"

namespace coldread {

/// What generation_kwargs ask for: stop strings, length and sampling of every prompt of a task.
struct GenerationSettings {
  std::vector<std::string> until;
  std::int64_t max_tokens = 256;
  SamplingSettings sampling;
  std::vector<std::string> warnings;
};

/// Reads generation_kwargs as lm-evaluation-harness's transformers backend does: max_gen_toks, max_new_tokens,
/// max_tokens, max_completion_tokens in this order; do_sample defaults to "temperature above 0".
/// Throws Error(usage) at place: unknown key with a suggestion, wrong kind, settings that
/// contradict each other.
/// compat: an empty stop string stays where lm-evaluation-harness is followed; it ends a text after its first token.
GenerationSettings read_generation_settings(const Dict& kwargs, const Place& place, Compat compat = Compat::none);

}  // namespace coldread
