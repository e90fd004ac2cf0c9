#pragma once

#include <atomic>
#include <filesystem>
#include <span>
#include <string>

namespace coldread {

/// sha256 over the files one after the other, hex. They are read, not mapped: the bytes stay out of this process.
/// Stops early, with an empty result, once `cancelled` is set. Throws Error(input).
std::string digest_of_files(std::span<const std::filesystem::path> files, const std::atomic<bool>& cancelled);

}  // namespace coldread
