#include "runner/folder/model_location.h"

#include <algorithm>
#include <string>

#include "base/error.h"
#include "io/file.h"
#include "io/json.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

std::string text_of(const Value& value, const char* key) {
  const Value* found = value.find(key);
  return found != nullptr && found->is_string() ? found->as_string() : "";
}

/// The places where the model may lie, each once.
std::vector<std::string> places_of(const fs::path& folder, const PlannedModel& model) {
  std::vector<std::string> places;
  const auto add = [&](const std::string& place) {
    if (std::ranges::find(places, place) == places.end()) places.push_back(place);
  };
  const std::vector<fs::path> folders{folder};
  for (const ModelLocation& location : model_locations(folders)) {
    if (location.name != model.config.name) continue;
    if (!location.from_folder.empty()) add((folder / location.from_folder).lexically_normal().string());
    add(location.path);
  }
  add(model.config.path);
  return places;
}

bool is_same(const FoundModel& found, const PlannedModel& model) {
  return found.weights_digest() == model.facts.digest && found.settings_digest() == model.settings_digest;
}

std::string joined(const std::vector<std::string>& places) {
  std::string text;
  for (const std::string& place : places) text += (text.empty() ? "" : ", ") + place;
  return text;
}

}  // namespace

std::vector<ModelLocation> model_locations(const Plan& plan, const fs::path& folder,
                                           const std::vector<ModelLocation>& known) {
  std::vector<ModelLocation> locations;
  for (const PlannedModel& model : plan.models) {
    const auto before = std::ranges::find(known, model.config.name, &ModelLocation::name);
    fs::path path;
    if (model.found) {
      path = fs::absolute(model.found->facts().path).lexically_normal();
    } else if (before != known.end()) {
      path = before->path;
    } else {
      continue;
    }
    const fs::path from_folder = path.lexically_relative(fs::absolute(folder).lexically_normal());
    locations.push_back({.name = model.config.name, .path = path.string(), .from_folder = from_folder.string()});
  }
  return locations;
}

std::vector<ModelLocation> model_locations(std::span<const fs::path> folders) {
  for (const fs::path& folder : folders) {
    const fs::path file = folder / "run.json";
    std::error_code ignored;
    if (!fs::exists(file, ignored)) continue;
    std::vector<ModelLocation> locations;
    const Value run = parse_json(read_text_file(file), file.string());
    const Value* models = run.find("models");
    if (models == nullptr || !models->is_list()) continue;
    for (const Value& model : models->as_list()) {
      locations.push_back({.name = text_of(model, "name"),
                           .path = text_of(model, "path"),
                           .from_folder = text_of(model, "from_folder")});
    }
    return locations;
  }
  return {};
}

std::unique_ptr<FoundModel> find_model_of(const fs::path& folder, const PlannedModel& model, const Backend& backend) {
  const std::vector<std::string> places = places_of(folder, model);
  std::string other;
  for (const std::string& place : places) {
    std::error_code ignored;
    const bool named = place == model.config.path;  // may be a name of the backend's
    if (!named && !fs::exists(place, ignored)) continue;
    std::unique_ptr<FoundModel> found;
    try {
      found = backend.find(place, model.config.overrides);
    } catch (const Error&) {
      continue;  // there is none
    }
    if (is_same(*found, model)) return found;
    if (other.empty()) other = place;
  }
  if (!other.empty()) {
    throw Error(ErrorCode::usage, {.file = other},
                "is another model than '" + model.config.name + "' of the run in " + folder.string() +
                    ": its weights or settings have changed since");
  }
  throw Error(ErrorCode::input, {.file = folder.string()},
              "its model '" + model.config.name + "' is gone; it is none of: " + joined(places));
}

}  // namespace coldread
