#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace coldread {

/// A control group of Linux that this process is in: its limits hold for all of the group together.
struct ControlGroup {
  std::filesystem::path folder;  ///< of the files that name its limits
  std::string name;              ///< "/a/b"
  int version = 2;
};

/// Of one controller ("cpu", "memory"), the innermost first, and all above it. root: where proc and sys are.
std::vector<ControlGroup> control_groups(std::string_view controller, const std::filesystem::path& root = "/");

}  // namespace coldread
