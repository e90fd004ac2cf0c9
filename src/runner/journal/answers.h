#pragma once

#include <string>
#include <vector>

#include "api/request.h"
#include "runner/journal/answer_store.h"

namespace coldread {

/// sha256 of what an answer depends on: the model with its settings and tokenizer, the compute type, and the request's
/// own inputs, to the byte.
std::string answer_key(const std::string& model, const std::string& compute, const Request& request);

/// What is stored, scored and shown of a response. A generated text may end inside a character or hold bytes that are
/// no text: U+FFFD stands in their place; the token ids keep the bytes.
Response storable(const Response& response);

/// sha256 over the answers to these keys, each once, in the keys' order. All must be there.
std::string answers_digest(std::vector<std::string> keys, const Answers& answers);

}  // namespace coldread
