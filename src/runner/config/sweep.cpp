#include "runner/config/sweep.h"

#include <algorithm>

#include "base/error.h"
#include "base/number_text.h"
#include "io/json.h"
#include "runner/config/setting.h"

namespace coldread {
namespace {

std::string option_text(const Value& value) {
  if (value.is_string()) return value.as_string();
  return value.is_real() ? number_text(value.as_real()) : to_json(value);
}

/// Checks one option where it stands, so that an error names its line.
void check_option(const std::string& setting, const std::string& name, const YamlNode& value) {
  try {
    Dict option;
    option.set(name, to_value(value));
    run_setting_options(option);
  } catch (const Error& error) {
    throw Error(ErrorCode::usage, value.place(), "sampling setting '" + setting + "': " + error.what());
  }
}

/// Every combination of the lists in a grid, in the order written; later keys turn fastest.
void add_grid(const std::string& prefix, const YamlNode& grid, std::vector<RunSetting>& settings) {
  if (!grid.is_dict()) named(grid, "'grid'").refuse_kind("a dict of options with lists of values");
  if (grid.members.empty()) throw Error(ErrorCode::usage, grid.place(), "grid has no cell: it names no option");
  std::vector<RunSetting> cells = {{.name = prefix, .options = {}}};
  for (const YamlMember& member : grid.members) {
    std::vector<RunSetting> next;
    for (const YamlNode* item : items_of(member.value))
      check_option(prefix.empty() ? "grid" : prefix, member.key, *item);
    for (const RunSetting& cell : cells) {
      for (const YamlNode* item : items_of(member.value)) {
        RunSetting grown = cell;
        const Value value = to_value(*item);
        grown.options.set(member.key, value);
        grown.name += (grown.name.empty() ? "" : " ") + member.key + "=" + option_text(value);
        next.push_back(std::move(grown));
      }
    }
    cells = std::move(next);
    if (cells.empty())
      throw Error(ErrorCode::usage, member.value.place(), "grid has no cell: '" + member.key + "' is empty");
  }
  settings.insert(settings.end(), cells.begin(), cells.end());
}

void add_setting(const YamlMember& member, std::vector<RunSetting>& settings) {
  for (const YamlMember& option : member.value.members) check_option(member.key, option.key, option.value);
  settings.push_back({.name = member.key, .options = to_value(member.value).as_dict()});
}

/// "[0, 1, 2]" for three seeds.
std::string first_seeds(std::int64_t count) {
  constexpr std::int64_t kMostWritten = 5;
  if (count > kMostWritten)
    return "[0, 1, ..., " + std::to_string(count - 1) + "] (or repeats: " + std::to_string(count) + ")";
  std::string list;
  for (std::int64_t seed = 0; seed < std::max<std::int64_t>(count, 1); ++seed)
    list += (list.empty() ? "" : ", ") + std::to_string(seed);
  return "[" + list + "]";
}

}  // namespace

std::vector<RunSetting> read_sampling(const YamlNode& node) {
  if (!node.is_dict()) named(node, "'sampling'").refuse_kind("named settings or a grid");
  std::vector<RunSetting> settings;
  for (const YamlMember& member : node.members) {
    const std::size_t first = settings.size();
    if (member.key == "grid") {
      add_grid("", member.value, settings);
    } else if (const YamlNode* grid = member.value.find("grid")) {
      check_keys(member.value, std::vector<std::string>{"grid"}, "a sampling grid");
      add_grid(member.key, *grid, settings);
    } else if (member.value.is_dict()) {
      add_setting(member, settings);
    } else {
      named(member.value, "sampling setting '" + member.key + "'").refuse_kind("a dict of options");
    }
    for (std::size_t i = first; i < settings.size(); ++i) {
      const auto same = [&](const RunSetting& other) { return other.name == settings[i].name; };
      if (std::any_of(settings.begin(), settings.begin() + static_cast<std::ptrdiff_t>(i), same)) {
        throw Error(ErrorCode::usage, member.value.place(), "two sampling settings are '" + settings[i].name + "'");
      }
    }
  }
  if (settings.empty()) {
    throw Error(ErrorCode::usage, node.place(), "sampling holds no setting; leave it out for the tasks' own");
  }
  return settings;
}

std::vector<std::int64_t> read_seeds(const YamlNode& node) {
  if (!node.is_list()) {
    const std::int64_t seed = named(node, "'seeds'").integer(0);
    throw Error(ErrorCode::usage, node.place(),
                "'seeds' must be a list: [" + std::to_string(seed) + "] for that seed alone, " + first_seeds(seed) +
                    " for that many");
  }
  std::vector<std::int64_t> seeds;
  for (const YamlNode* item : items_of(node)) {
    const std::int64_t seed = named(*item, "a seed").integer(0);
    if (std::find(seeds.begin(), seeds.end(), seed) != seeds.end()) {
      throw Error(ErrorCode::usage, item->place(), "seed " + std::to_string(seed) + " is named twice");
    }
    seeds.push_back(seed);
  }
  if (seeds.empty()) throw Error(ErrorCode::usage, node.place(), "seeds is empty");
  return seeds;
}

std::vector<std::int64_t> read_repeats(const YamlNode& node) {
  const std::int64_t repeats = named(node, "'repeats'").integer(1);
  if (repeats > 10'000) throw Error(ErrorCode::usage, node.place(), "'repeats' must be at most 10000");
  std::vector<std::int64_t> seeds;
  for (std::int64_t seed = 0; seed < repeats; ++seed) seeds.push_back(seed);
  return seeds;
}

}  // namespace coldread
