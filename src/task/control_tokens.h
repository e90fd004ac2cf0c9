#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"

namespace coldread {

/// Those of the tokens whose text stands in the given text, in the tokens' order.
std::vector<std::string> tokens_in(std::span<const std::string> tokens, std::string_view text);
/// The same of all strings of a value, keys left out.
std::vector<std::string> tokens_in(std::span<const std::string> tokens, const Value& value);

}  // namespace coldread
