#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace coldread {

/// The text of the quoted YAML scalar that begins at source[0] (' or "), unescaped and folded as YAML 1.1 has it;
/// nullopt where it does not end or an escape is unknown. (yaml-cpp 0.7 drops a newline before the closing quote and
/// writes \_ and \N as single bytes.)
std::optional<std::string> read_quoted_scalar(std::string_view source);

}  // namespace coldread
