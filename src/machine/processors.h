#pragma once

#include <filesystem>

namespace coldread {

/// As many threads as the process may run at once: the processors of its affinity mask, fewer where a control group's
/// share of processor time is less (rounded up), or as OMP_NUM_THREADS says. root: where proc and sys are.
int usable_processors(const std::filesystem::path& root = "/");

}  // namespace coldread
