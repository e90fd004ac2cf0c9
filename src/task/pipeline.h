#pragma once

#include <memory>
#include <string>
#include <vector>

#include "filter/filter.h"
#include "task/config.h"

namespace coldread {

/// What a pipeline made of a request's responses.
struct FilteredResponse {
  Value value;
  bool no_match = false;  ///< a filter found nothing, and its fallback is what is scored
};

/// One named row of filters of a task: what turns a request's responses (one a repeat) into the one that is scored.
class FilterPipeline {
 public:
  FilterPipeline(std::string name, std::vector<std::unique_ptr<Filter>> filters, Place place);

  const std::string& name() const { return name_; }
  /// Throws Error(usage) where more or less than one response is left.
  FilteredResponse apply(List responses, const Document& document) const;

 private:
  std::string name_;
  std::vector<std::unique_ptr<Filter>> filters_;
  Place place_;
};

/// The filter_list of a task, or "none" with take_first. Throws Error(usage) with the place in the YAML.
std::vector<FilterPipeline> read_pipelines(const TaskConfig& config);

}  // namespace coldread
