#pragma once

#include <filesystem>
#include <span>
#include <string>

namespace coldread {

/// sha256 over these files by name, size and content, hex, whatever order they come in.
std::string settings_digest(std::span<const std::filesystem::path> files);

}  // namespace coldread
