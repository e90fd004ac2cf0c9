#pragma once

#include <cstdint>
#include <vector>

#include "api/response.h"
#include "tokenizer/tokenizer.h"

namespace coldread {

/// How many bytes of an answer's text each of its tokens added: 0 for those that came before their text could be told
/// or after it ended. Empty for other answers, for a text that is not that of its ids, and where there is no tokenizer.
std::vector<std::int32_t> token_bytes(const Response& response, const Tokenizer* tokenizer);

}  // namespace coldread
