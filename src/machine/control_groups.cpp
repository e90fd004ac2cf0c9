#include "machine/control_groups.h"

#include <fstream>

namespace coldread {
namespace {

namespace fs = std::filesystem;

void add_group_and_above(const fs::path& mount, const std::string& group, int version,
                         std::vector<ControlGroup>& groups) {
  std::error_code ignored;
  if (!fs::is_directory(mount, ignored)) return;
  for (fs::path path = fs::path(group).relative_path();; path = path.parent_path()) {
    groups.push_back({.folder = path.empty() ? mount : mount / path, .name = "/" + path.string(), .version = version});
    if (path.empty()) return;
  }
}

}  // namespace

std::vector<ControlGroup> control_groups(std::string_view controller, const fs::path& root) {
  std::vector<ControlGroup> groups;
  const fs::path mounts = root / "sys/fs/cgroup";
  const std::string wanted = "," + std::string(controller) + ",";
  std::ifstream lines(root / "proc/self/cgroup");
  for (std::string line; std::getline(lines, line);) {  // "4:cpu,cpuacct:/a/b", or "0::/a/b" for version 2
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) {
      add_group_and_above(mounts, group, 2, groups);
      add_group_and_above(mounts / "unified", group, 2, groups);
    } else if (("," + controllers + ",").find(wanted) != std::string::npos) {
      add_group_and_above(mounts / controllers, group, 1, groups);
      if (controllers != controller) add_group_and_above(mounts / controller, group, 1, groups);
    }
  }
  return groups;
}

}  // namespace coldread
