#include "io/weight_files.h"

#include <set>
#include <system_error>

#include "base/error.h"
#include "io/file.h"
#include "io/json.h"

namespace coldread {
namespace {

constexpr std::size_t kMaxIndexBytes = 100'000'000;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& message) {
  throw Error(ErrorCode::input, {.file = path.string()}, message);
}

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;  // what cannot be looked at is not there
  return std::filesystem::exists(path, ignored);
}

/// Name of each tensor to the shard that the index promises it in.
std::vector<std::pair<std::string, std::string>> parse_index(const std::filesystem::path& path,
                                                             const std::string& extension) {
  const Value root = parse_json_unique(read_text_file(path, ErrorCode::input, kMaxIndexBytes), path.string());
  const Value* map = root.find("weight_map");
  if (map == nullptr || !map->is_dict() || map->as_dict().empty()) {
    fail(path, "needs the dict 'weight_map' of tensor names and file names");
  }
  std::vector<std::pair<std::string, std::string>> places;
  for (const auto& [tensor, value] : map->as_dict()) {
    if (!value.is_string()) fail(path, "has a 'weight_map' whose entry '" + tensor + "' is no file name");
    const std::string& file = value.as_string();
    const bool plain = std::filesystem::path(file).filename() == file && file != "." && file != ".." && !file.empty();
    if (!plain || file.find('\0') != std::string::npos || !file.ends_with(extension)) {
      fail(path, "has the shard '" + file + "'; expected the name of a " + extension + " file in the same folder");
    }
    places.emplace_back(tensor, file);
  }
  return places;
}

}  // namespace

WeightFiles find_weights(const std::filesystem::path& folder, const std::string& name) {
  WeightFiles found;
  if (is_there(folder / name)) {
    found.files.push_back(folder / name);
    return found;
  }
  found.index = folder / (name + ".index.json");
  if (!is_there(found.index)) fail(folder, "has neither " + name + " nor " + name + ".index.json");
  found.promised = parse_index(found.index, std::filesystem::path(name).extension().string());
  std::set<std::string> names;
  for (const auto& [tensor, file] : found.promised) names.insert(file);
  for (const std::string& file : names) found.files.push_back(folder / file);
  return found;
}

void add_tensors(const TensorTable& of_file, const std::filesystem::path& file, TensorTable& to) {
  for (const TensorView& tensor : of_file) {
    if (!to.add(tensor)) fail(file, "holds tensor '" + tensor.name + "', which another shard holds too");
  }
}

void check_promised(const WeightFiles& found, const TensorTable& tensors) {
  for (const auto& [tensor, file] : found.promised) {
    if (tensors.find(tensor) != nullptr) continue;
    fail(found.index.parent_path() / file,
         "lacks tensor '" + tensor + "', which " + found.index.string() + " promises");
  }
}

}  // namespace coldread
