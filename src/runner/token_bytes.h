#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "api/request.h"
#include "api/response.h"
#include "tokenizer/tokenizer.h"

namespace coldread {

/// How many bytes of a text each of the ids stands for: 0 for those that came before their text could be told or after
/// it ended. Empty for a text that is not that of the ids. skip_special: special tokens give no text.
std::vector<std::int32_t> token_bytes(std::string_view text, std::span<const TokenId> ids, const Tokenizer& tokenizer,
                                      bool skip_special);

/// Sets the token_bytes of an answer: of its text where it was generated, else of the text of the request that it
/// scores.
void add_token_bytes(Response& response, const Request& request, const Tokenizer& tokenizer);

}  // namespace coldread
