#pragma once

#include <memory>
#include <string_view>
#include <type_traits>

#include "api/option_reader.h"
#include "filter/filter.h"

namespace coldread::filters {

/// What a filter's file tells the table: FILTER(x) in filters.inc stands for the function `Entry x()`.
struct Entry {
  std::string_view name;  ///< as tasks write it
  /// Reads its options; make_filter() refuses those left over.
  std::unique_ptr<Filter> (*make)(OptionReader& options);
};

/// Entry::make of a filter whose constructor takes the options, or nothing.
template <typename SomeFilter>
std::unique_ptr<Filter> make(OptionReader& options) {
  if constexpr (std::is_constructible_v<SomeFilter, OptionReader&>) {
    return std::make_unique<SomeFilter>(options);
  } else {
    return std::make_unique<SomeFilter>();
  }
}

/// The text of a response. Throws Error(usage) that names the filter where the response is no text.
const std::string& text_of(const Value& response, std::string_view filter);

}  // namespace coldread::filters
