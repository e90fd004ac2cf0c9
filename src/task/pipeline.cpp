#include "task/pipeline.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "task/python_functions.h"

namespace coldread {
namespace {

std::unique_ptr<Filter> make(const YamlNode& function, const Dict& options, const RecipeUser& user) {
  const FilterFunction* port = port_of<FilterFunction>(user, function);
  if (port == nullptr) return make_filter(function.scalar.as_string(), options);
  OptionReader reader(options, "filter '" + function.scalar.as_string() + "'");
  auto filter = (*port)(reader);
  reader.finish();
  return filter;
}

std::unique_ptr<Filter> read_filter(const YamlNode& step, const RecipeUser& user) {
  const YamlNode* function = step.find("function");
  if (function == nullptr || !function->scalar.is_string())
    fail_at(step, "a filter must be a dict with 'function', a filter's name");
  Dict options;
  for (const YamlMember& member : step.members) {
    if (member.key != "function") options.set(member.key, to_value(member.value));
  }
  try {
    return make(*function, options, user);
  } catch (const Error& error) {
    fail_at(*function, error.what());
  }
}

/// Whether some response became the filter's fallback. Where it holds that very text, it may have been found there.
bool gave_fallback(const List& before, const List& after, const Value& fallback) {
  for (std::size_t i = 0; i < after.size() && i < before.size(); ++i) {
    const bool is_found = before[i].is_string() && fallback.is_string() && !fallback.as_string().empty() &&
                          before[i].as_string().find(fallback.as_string()) != std::string::npos;
    if (after[i] == fallback && !is_found) return true;
  }
  return false;
}

FilterPipeline read_pipeline(const YamlNode& entry, const RecipeUser& user) {
  const std::array<std::string, 2> known{"name", "filter"};
  if (!entry.is_dict()) fail_at(entry, "an entry of filter_list must be a dict with 'name' and 'filter'");
  check_keys(entry, known, "filter_list");
  const YamlNode* name = entry.find("name");
  const YamlNode* steps = entry.find("filter");
  if (name == nullptr || !name->is_string()) fail_at(entry, "an entry of filter_list needs a 'name'");
  if (steps == nullptr || !steps->is_list()) fail_at(entry, "an entry of filter_list needs 'filter', a list");
  std::vector<std::unique_ptr<Filter>> filters;
  for (const YamlNode& step : steps->items) filters.push_back(read_filter(step, user));
  return {name->scalar.as_string(), std::move(filters), entry.place()};
}

}  // namespace

FilterPipeline::FilterPipeline(std::string name, std::vector<std::unique_ptr<Filter>> filters, Place place)
    : name_(std::move(name)), filters_(std::move(filters)), place_(std::move(place)) {}

FilteredResponses FilterPipeline::apply(List responses, const Document& document) const {
  std::vector<Value> unmatched;  // fallbacks that a filter gave
  for (const auto& filter : filters_) {
    const std::optional<Value> fallback = filter->fallback();
    const List before = fallback ? responses : List();
    responses = filter->apply(std::move(responses), document);
    if (fallback && gave_fallback(before, responses, *fallback)) unmatched.push_back(*fallback);
  }
  if (responses.empty()) {
    throw Error(ErrorCode::usage, place_, "filter pipeline '" + name_ + "' leaves no response of a document");
  }
  const auto is_unmatched = [&](const Value& left) { return std::ranges::find(unmatched, left) != unmatched.end(); };
  const bool no_match = std::ranges::any_of(responses, is_unmatched);
  return {std::move(responses), no_match};
}

std::size_t FilterPipeline::left_of(std::size_t responses) const {
  for (const auto& filter : filters_) responses = filter->left_of(responses);
  return responses;
}

std::vector<FilterPipeline> read_pipelines(const TaskConfig& config) {
  std::vector<FilterPipeline> pipelines;
  if (!config.filter_list) {
    std::vector<std::unique_ptr<Filter>> filters;
    filters.push_back(make_filter("take_first"));
    pipelines.emplace_back("none", std::move(filters), Place{.file = config.file.string()});
    return pipelines;
  }
  for (const YamlNode& entry : config.filter_list->items) {
    pipelines.push_back(read_pipeline(entry, config.user));
    const auto same = std::find_if(pipelines.begin(), pipelines.end() - 1,
                                   [&](const auto& other) { return other.name() == pipelines.back().name(); });
    if (same != pipelines.end() - 1) fail_at(entry, "two filter pipelines are named '" + same->name() + "'");
  }
  if (pipelines.empty()) fail_at(*config.filter_list, "filter_list is empty; leave it out for take_first");
  return pipelines;
}

}  // namespace coldread
