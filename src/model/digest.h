#pragma once

#include <filesystem>
#include <span>
#include <string>

namespace coldread {

/// sha256 over the files one after the other, hex. They are read, not mapped: the bytes stay out of this process.
/// Throws Error(input).
std::string digest_of_files(std::span<const std::filesystem::path> files);

}  // namespace coldread
