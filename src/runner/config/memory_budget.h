#pragma once

#include <cstddef>
#include <string>

namespace coldread {

/// "512M", "2G" or bytes; 0 for an empty text. Throws Error(usage).
std::size_t memory_budget(const std::string& text);

}  // namespace coldread
