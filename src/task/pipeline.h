#pragma once

#include <memory>
#include <string>
#include <vector>

#include "filter/filter.h"
#include "task/config.h"

namespace coldread {

/// What a pipeline left of a request's responses.
struct FilteredResponses {
  List values;            ///< at least one
  bool no_match = false;  ///< a filter found nothing, and its fallback is among what is scored
};

/// One named row of filters of a task: what turns a request's responses (one a repeat) into those that are scored.
class FilterPipeline {
 public:
  FilterPipeline(std::string name, std::vector<std::unique_ptr<Filter>> filters, Place place);

  const std::string& name() const { return name_; }
  const Place& place() const { return place_; }
  /// Throws Error(usage) where a filter fails on them, or none is left.
  FilteredResponses apply(List responses, const Document& document) const;
  /// How many are left of that many.
  std::size_t left_of(std::size_t responses) const;

 private:
  std::string name_;
  std::vector<std::unique_ptr<Filter>> filters_;
  Place place_;
};

/// The filter_list of a task, or "none" with take_first. Throws Error(usage) with the place in the YAML.
std::vector<FilterPipeline> read_pipelines(const TaskConfig& config);

}  // namespace coldread
