#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coldread::jinja {

/// Python's own escapes, or Jinja's reading of them, which differs for a backslash before a character beyond ASCII.
enum class Escapes { python, jinja };
/// The string that the body of a literal stands for. Throws Fault at `offset` plus the position.
std::string unescape_literal(std::string_view body, std::size_t offset, Escapes escapes);

}  // namespace coldread::jinja
