#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace coldread {

/// The bytes that a text in base64 stands for, with or without padding; nothing where it is no such text.
/// Source: RFC 4648, section 4.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace coldread
