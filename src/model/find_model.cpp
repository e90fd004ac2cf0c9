#include <algorithm>
#include <array>
#include <fmt/ranges.h>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/suggest.h"
#include "io/shipped.h"
#include "model/model.h"
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
      if (entry.is_directory(ignored)) names.push_back(entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

fs::path find(const std::string& name, Wanted wanted) {
  if (name.empty())
    throw Error(ErrorCode::input, "no model given; name a .gguf file, a folder, or a folder under models/");
  std::error_code ignored;
  if (fs::exists(name, ignored)) return inside(name, wanted);
  const fs::path below_models = name.starts_with("models/") ? name.substr(7) : name;
  for (const fs::path& folder : model_folders()) {
    if (fs::exists(folder / below_models, ignored)) return inside(folder / below_models, wanted);
  }
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

}  // namespace

fs::path find_model(const std::string& name) {
  return find(name, Wanted::model);
}

fs::path find_tokenizer(const std::string& name) {
  return find(name, Wanted::tokenizer);
}

}  // namespace coldread
