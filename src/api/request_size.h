#pragma once

#include <cstddef>

#include "api/request.h"

namespace coldread {

/// How large a request is, from its own values: four bytes of text are taken for a token.
struct RequestSize {
  std::size_t text_bytes = 0;   ///< of the prompt and of what may answer it
  std::size_t kept_tokens = 0;  ///< whose log-probabilities are kept, at most
  double work = 0;              ///< tokens to read and to make, one more for the request itself
};

RequestSize size_of(const Request& request);

}  // namespace coldread
