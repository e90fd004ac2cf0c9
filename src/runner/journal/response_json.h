#pragma once

#include "api/request.h"
#include "api/response.h"
#include "api/value.h"

namespace coldread {

/// A response as a dict and back, to the bit.
Value to_value(const Response& response);
/// Throws Error(input) where the value is no response.
Response response_from(const Value& value);

/// Everything of a request that can change its answer, as a dict: its text or ids, stop strings, limits and settings;
/// for a sampled generation also the key and seed that its random numbers hang on.
Value answer_inputs(const Request& request);

}  // namespace coldread
