#include <algorithm>
#include <fmt/ranges.h>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/suggest.h"
#include "model/model.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

/// A file, a folder with config.json, or the one .gguf of a folder.
fs::path inside(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored) || fs::exists(path / "config.json", ignored)) return path;
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
    if (entry.path().extension() == ".gguf") found.push_back(entry.path());
  }
  if (found.size() == 1) return found.front();
  throw Error(ErrorCode::input, path.string() + (found.empty() ? ": holds neither config.json nor a .gguf file"
                                                               : ": holds several .gguf files; name one of them"));
}

std::vector<std::string> names_under_models() {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator("models", ignored)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::filesystem::path find_model(const std::string& name) {
  if (name.empty())
    throw Error(ErrorCode::input, "no model given; name a .gguf file, a folder, or a folder under models/");
  std::error_code ignored;
  if (fs::exists(name, ignored)) return inside(name);
  const fs::path named = fs::path("models") / name;
  if (fs::exists(named, ignored)) return inside(named);
  const std::vector<std::string> known = names_under_models();
  std::string message = name + ": no such model file or folder, and no such folder under models/";
  const std::string meant = did_you_mean(name, known);
  if (known.empty()) {
    message += "; scripts/fetch-model gets one";
  } else if (meant.empty()) {
    message += ", which holds " + fmt::format("{}", fmt::join(known, ", "));
  }
  message += meant;
  throw Error(ErrorCode::input, message);
}

}  // namespace coldread
