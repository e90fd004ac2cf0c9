#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/document.h"
#include "api/value.h"

namespace coldread {

/// One step of a filter pipeline: a pure transform of one document's responses (one a repeat).
/// A response is a string, or, for log-likelihoods, the list [ln p, is_greedy].
class Filter {
 public:
  virtual ~Filter() = default;
  /// responses of one document's request in repeat order -> what the next step sees. Throws Error(usage) where the
  /// pipeline cannot work (e.g. take_first_k with too few repeats).
  virtual List apply(List responses, const Document& document) const = 0;
  /// What a response becomes in which the filter finds nothing; absent for filters that look for nothing.
  virtual std::optional<Value> fallback() const { return std::nullopt; }
  /// How many it leaves of that many responses.
  virtual std::size_t left_of(std::size_t responses) const { return responses; }
};

/// Builds a filter by lm-evaluation-harness's name with its options (the keys beside `function` in the YAML).
/// Throws Error(usage): unknown name with a suggestion, bad option, bad pattern.
std::unique_ptr<Filter> make_filter(std::string_view name, const Dict& options = {});
std::vector<std::string> filter_names();

}  // namespace coldread
