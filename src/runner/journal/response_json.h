#pragma once

#include <cstdint>
#include <vector>

#include "api/request.h"
#include "api/response.h"
#include "api/value.h"

namespace coldread {

/// A response as a dict and back, to the bit, but for its token_bytes.
Value to_value(const Response& response);
/// Throws Error(input) where the value is no response.
Response response_from(const Value& value);

/// How many bytes of text each token of an answer stands for; empty where that is unknown.
const std::vector<std::int32_t>& token_bytes_of(const Response& response);
/// Sets them from a list of JSON. Numbers that cannot belong to the answer are left out, all of them.
void set_token_bytes(Response& response, const Value& bytes);

/// Everything of a request that can change its answer, as a dict: its text or ids, stop strings, limits and settings;
/// for a sampled generation also the key and seed that its random numbers hang on.
Value answer_inputs(const Request& request);

}  // namespace coldread
