#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace coldread {

/// Memory that this process may still take, and what says so.
struct FreeMemory {
  std::size_t bytes = 0;
  std::string bound;  ///< "of the machine", "of the control group /jobs/7", "of ulimit -v"
};

/// The least of what the machine has available, what each control group (v1 or v2) on the way to the root leaves, and
/// the process's own limits. root: where /proc and /sys are looked for. Files that are not there bound nothing.
FreeMemory free_memory(const std::filesystem::path& root = "/");

/// Bytes of this process that are in memory now, and the most there were so far.
std::size_t resident_memory();
std::size_t peak_resident_memory();

/// "1.5 GB", "640 MB", "12 kB": powers of 1000 with two or three digits.
std::string bytes_text(double bytes);

}  // namespace coldread
