#pragma once

#include <span>

#include "api/run_facts.h"
#include "engine/prompt.h"
#include "model/model.h"
#include "tokenizer/tokenizer.h"

namespace coldread {

/// The answer of highest sum of ln p / length^length_penalty that beam search finds, the end-of-text token counted as
/// one of its tokens. Bias and penalties change the log-probabilities that are summed. A beam ends at an end-of-text
/// token, at a stop string, or at max_tokens; the search ends when no running beam can still be better than the worst
/// of num_beams finished ones, judged at its present length. Source: transformers' beam search without early stopping.
///
/// One request at a time: its beams are the rows of a batch. tokenizer may be null, then there is no text.
Response beam_search(Model& model, const Request& request, PromptIds prompt, const Tokenizer* tokenizer,
                     std::span<const TokenId> end_of_text, RunFacts& facts);

}  // namespace coldread
