#include "model/find_model.h"

#include <algorithm>
#include <array>
#include <fmt/ranges.h>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/suggest.h"
#include "hub/cache.h"
#include "hub/environment.h"
#include "hub/model_name.h"
#include "io/shipped.h"
#include "io/weight_files.h"
#include "model/model_file.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

enum class Wanted { model, tokenizer };
constexpr std::array kTokenizerFiles = {"tokenizer.json", "vocab.json", "merges.txt",     "encoder.json",
                                        "vocab.bpe",      "vocab.txt",  "tokenizer.model"};

/// A file or folder as it is, the one file of a folder that is a model, or a folder of what is wanted alone.
fs::path inside(const fs::path& path, Wanted wanted) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored) || holds_model(path)) return path;
  std::vector<fs::path> found;
  std::error_code unreadable;
  for (const fs::directory_entry& entry : fs::directory_iterator(path, unreadable)) {
    if (entry.is_regular_file(ignored) && holds_model(entry.path())) found.push_back(entry.path());
  }
  if (unreadable) throw Error(ErrorCode::input, path.string() + ": cannot be read: " + unreadable.message());
  if (found.size() == 1) return found.front();
  const auto has = [&](const char* file) { return fs::exists(path / file, ignored); };
  if (wanted == Wanted::tokenizer && std::ranges::any_of(kTokenizerFiles, has)) return path;
  throw Error(ErrorCode::input, path.string() + (found.empty() ? ": holds no model (" + model_files_text() + ")"
                                                               : ": holds several models; name one of the files"));
}

/// models/ of the working directory, then of the checkout that the program was built in.
std::vector<fs::path> model_folders() {
  std::vector<fs::path> folders{"models"};
  if (fs::path shipped = shipped_folder("models"); !shipped.empty() && shipped != folders.front())
    folders.push_back(std::move(shipped));
  return folders;
}

std::vector<std::string> names_under_models() {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const fs::path& folder : model_folders()) {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
      if (entry.is_directory(ignored) || holds_model(entry.path())) names.push_back(entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

/// Whether all shards that an index names are there: a download may have been broken off.
bool has_all_shards(const fs::path& folder) {
  std::error_code ignored;
  for (const char* name : {"model.safetensors", "pytorch_model.bin"}) {
    if (fs::exists(folder / name, ignored)) return true;
    if (!fs::exists(folder / (std::string(name) + ".index.json"), ignored)) continue;
    const auto is_there = [&](const fs::path& file) { return fs::exists(file, ignored); };
    return std::ranges::all_of(find_weights(folder, name).files, is_there);
  }
  return true;
}

/// What is wanted of a snapshot; nothing where it is not there, or not whole.
std::optional<fs::path> inside_snapshot(const fs::path& snapshot, const hub::ModelName& name, Wanted wanted) {
  if (!name.file.empty()) {
    const fs::path file = snapshot / name.file;
    return holds_model(file) ? std::optional(file) : std::nullopt;
  }
  try {
    if (holds_model(snapshot) && !has_all_shards(snapshot) && wanted == Wanted::model) return std::nullopt;
    return inside(snapshot, wanted);
  } catch (const Error&) {  // no model there, or several: the hub says which is meant
    return std::nullopt;
  }
}

fs::path find_on_hub(const hub::ModelName& name, Wanted wanted, hub::FetchObserver& observer) {
  const hub::Cache cache(hub::cache_folder());
  if (const std::optional<fs::path> snapshot = cache.snapshot(name)) {
    if (const std::optional<fs::path> found = inside_snapshot(*snapshot, name, wanted)) return *found;
  }
  if (hub::is_offline()) {
    throw Error(ErrorCode::input,
                name.repository() + ": no such model file or folder, none under models/, nor in the hub's cache " +
                    cache.folder().string() + "; HF_HUB_OFFLINE is set, so that nothing is fetched: unset it for once");
  }
  if (cache.folder().empty())
    throw Error(ErrorCode::input, name.repository() + ": no folder to fetch it into; set HF_HOME to one");
  const fs::path snapshot = fetch_model(name, cache, observer);
  return name.file.empty() ? inside(snapshot, wanted) : snapshot / name.file;
}

/// A name that can be of the hub, and is not meant for a folder of this machine.
std::optional<hub::ModelName> hub_name(const std::string& name) {
  return name.starts_with("models/") ? std::nullopt : hub::parse_model_name(name);
}

fs::path find(const std::string& name, Wanted wanted, hub::FetchObserver& observer) {
  if (name.empty())
    throw Error(ErrorCode::input,
                "no model given; name a .gguf file, a folder, a folder under models/, or OWNER/NAME of the hub");
  std::error_code ignored;
  if (fs::exists(name, ignored)) return inside(name, wanted);
  const fs::path below_models = name.starts_with("models/") ? name.substr(7) : name;
  for (const fs::path& folder : model_folders()) {
    if (fs::exists(folder / below_models, ignored)) return inside(folder / below_models, wanted);
  }
  if (const std::optional<hub::ModelName> of_hub = hub_name(name)) return find_on_hub(*of_hub, wanted, observer);
  const std::vector<std::string> known = names_under_models();
  std::string message = name + ": no such model file or folder, and no such folder under models/";
  const std::string meant = did_you_mean(name, known);
  if (known.empty()) {
    message += "; scripts/fetch-model gets one, and OWNER/NAME one of the hub";
  } else if (meant.empty()) {
    message += ", which holds " + fmt::format("{}", fmt::join(known, ", "));
  }
  message += meant;
  throw Error(ErrorCode::input, message);
}

}  // namespace

fs::path find_model(const std::string& name, hub::FetchObserver& observer) {
  return find(name, Wanted::model, observer);
}

fs::path find_model(const std::string& name) {
  hub::FetchObserver unheard;
  return find_model(name, unheard);
}

fs::path find_tokenizer(const std::string& name, hub::FetchObserver& observer) {
  return find(name, Wanted::tokenizer, observer);
}

std::vector<std::string> models_at_hand() {
  std::vector<std::string> names;
  for (const std::string& name : names_under_models()) names.push_back("models/" + name);
  const std::vector<std::string> cached = hub::Cache(hub::cache_folder()).names();
  names.insert(names.end(), cached.begin(), cached.end());
  return names;
}

}  // namespace coldread
