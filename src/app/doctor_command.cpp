// `doctor`: what this machine and this installation offer.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/ranges.h>

#include "app/backend.h"
#include "app/commands.h"
#include "app/console.h"
#include "app/lines.h"
#include "app/version.h"
#include "base/counted.h"
#include "base/error.h"
#include "io/digest_cache.h"
#include "io/shipped.h"
#include "kernels/isa.h"
#include "machine/memory_limit.h"
#include "machine/nodes.h"
#include "machine/processors.h"
#include "task/task.h"

namespace coldread::app {
namespace {

namespace fs = std::filesystem;

struct Place {
  std::string path;  ///< empty: there is none
  std::vector<std::string> names;
};

/// What stands in a folder: folders, and files with this extension.
Place place_of(const fs::path& folder, const std::string& extension) {
  Place place{.path = folder.string(), .names = {}};
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.is_directory(ignored) || entry.path().extension() == extension)
      place.names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(place.names);
  return place;
}

std::string model_trouble(const std::string& path) {
  try {
    backend().find(path)->facts();
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

struct Findings {
  std::vector<std::string> isas;
  std::string isa, int8_isa, trouble;
  int threads = 0;
  std::size_t nodes = 0;
  FreeMemory memory;
  std::string cache;  ///< of digests; empty: nothing is kept
  Place models, data, own_data;
  std::vector<std::pair<std::string, std::string>> broken_models;
  Place tasks;
  std::size_t task_count = 0;
};

Findings look() {
  Findings found;
  found.isas = kernels::available_isas();
  try {
    found.isa = kernels::active_isa();
    found.int8_isa = kernels::active_int8_isa();
  } catch (const Error& error) {
    found.trouble = error.what();
  }
  found.threads = usable_processors();
  found.nodes = memory_nodes().size();
  found.memory = free_memory();
  if (DigestCache::of_user().keeps()) {
    const char* given = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    const fs::path base = given != nullptr && fs::path(given).is_absolute() ? fs::path(given)
                          : home != nullptr                                 ? fs::path(home) / ".cache"
                                                                            : fs::path();
    found.cache = (base / "coldread/digests").string();
  }
  found.models = place_of(shipped_folder("models"), ".gguf");
  for (const std::string& name : found.models.names) {
    const std::string trouble = model_trouble((fs::path(found.models.path) / name).string());
    if (!trouble.empty()) found.broken_models.emplace_back(name, trouble);
  }
  found.data = place_of(shipped_folder("datasets"), "");
  if (const char* own = std::getenv("COLDREAD_DATASETS")) found.own_data = place_of(own, "");
  found.tasks.path = shipped_folder("tasks").string();
  found.task_count = TaskIndex(task_folders({})).entries().size();
  return found;
}

Dict place_dict(const Place& place) {
  Dict dict;
  dict.set("path", place.path.empty() ? Value() : Value(place.path));
  dict.set("names", List(place.names.begin(), place.names.end()));
  return dict;
}

Dict to_dict(const Findings& found) {
  Dict dict;
  dict.set("version", COLDREAD_VERSION);
  dict.set("commit", commit());
  dict.set("compiler", compiler());
  dict.set("instruction_sets", List(found.isas.begin(), found.isas.end()));
  dict.set("instruction_set", found.isa);
  dict.set("int8_instruction_set", found.int8_isa);
  dict.set("threads", found.threads);
  dict.set("memory_nodes", static_cast<std::int64_t>(found.nodes));
  dict.set("free_memory_bytes", static_cast<std::int64_t>(found.memory.bytes));
  dict.set("free_memory_bound", found.memory.bound);
  Dict caches;
  caches.set("digests", found.cache.empty() ? Value() : Value(found.cache));
  dict.set("caches", std::move(caches));
  dict.set("models", place_dict(found.models));
  Dict broken;
  for (const auto& [name, trouble] : found.broken_models) broken.set(name, trouble);
  dict.set("broken_models", std::move(broken));
  dict.set("datasets", place_dict(found.data));
  dict.set("own_datasets", place_dict(found.own_data));
  dict.set("tasks_path", found.tasks.path);
  dict.set("tasks", static_cast<std::int64_t>(found.task_count));
  return dict;
}

std::string names_text(const Place& place, std::string_view cure) {
  if (place.names.empty()) return fmt::format("none; {}", cure);
  return fmt::format("{} ({})", fmt::join(place.names, ", "), place.path);
}

void print(const Findings& found) {
  const std::string isa =
      found.trouble.empty() ? fmt::format("{} (int8: {})", found.isa, found.int8_isa) : found.trouble;
  print_text(version_text() + "\n\n");
  print_text(fmt::format("instruction sets {}; in use: {}\n", fmt::join(found.isas, ", "), isa));
  print_text(fmt::format("threads          {}, on {}\n", found.threads,
                         counted(static_cast<std::uint64_t>(found.nodes), "memory node")));
  print_text(fmt::format("memory           {} free {}\n", bytes_text(static_cast<double>(found.memory.bytes)),
                         found.memory.bound));
  print_text("digest cache     " + (found.cache.empty() ? "none: weights are hashed anew each time" : found.cache) +
             "\n");
  print_text("models           " + names_text(found.models, "scripts/fetch-model smollm2-135m-instruct gets one") +
             "\n");
  for (const auto& [name, trouble] : found.broken_models) print_text("  broken: " + name + ": " + trouble + "\n");
  print_text("data sets        " + names_text(found.data, "none came with this program") + "\n");
  print_text("COLDREAD_DATASETS  " +
             (found.own_data.path.empty() ? "not set" : names_text(found.own_data, "the folder is empty")) + "\n");
  print_text(fmt::format("tasks            {} in {}\n", found.task_count, found.tasks.path));
}

}  // namespace

void add_doctor(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("doctor", "what this machine and this installation offer");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "prints one JSON object");
  command->footer(
      "Instruction sets, threads, memory, caches, and the models, data sets and tasks that are found; models that\n"
      "cannot be read are named with the reason.\n\n"
      "Examples:\n  coldread doctor\n  coldread doctor --json");
  command->callback([json, &exit_code] {
    const Findings found = look();
    *json ? write_line(to_dict(found)) : print(found);
    flush_output();
    exit_code = kDone;
  });
}

}  // namespace coldread::app
