#include "hub/cache.h"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <system_error>

namespace coldread::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kModels = "models--";

}  // namespace

fs::path Cache::repository(const ModelName& name) const {
  return folder_ / (std::string(kModels) + name.owner + "--" + name.name);
}

std::optional<fs::path> Cache::snapshot(const ModelName& name) const {
  if (folder_.empty()) return std::nullopt;
  const fs::path repository_folder = repository(name);
  std::error_code ignored;  // what cannot be looked at is not there
  std::string commit;
  std::ifstream(repository_folder / "refs" / name.revision) >> commit;
  for (const std::string& revision : {commit, name.revision}) {
    const bool plain = !revision.empty() && revision.find_first_of("/.") == std::string::npos;
    const fs::path found = repository_folder / "snapshots" / revision;
    if (plain && fs::is_directory(found, ignored)) return found;
  }
  return std::nullopt;
}

std::vector<std::string> Cache::names() const {
  std::vector<std::string> names;
  std::error_code unreadable;
  if (folder_.empty()) return names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, unreadable)) {
    std::string name = entry.path().filename().string();
    std::error_code ignored;
    if (!name.starts_with(kModels) || fs::is_empty(entry.path() / "snapshots", ignored) || ignored) continue;
    name.erase(0, kModels.size());
    const std::size_t middle = name.find("--");
    if (middle != std::string::npos) names.push_back(name.replace(middle, 2, "/"));
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace coldread::hub
