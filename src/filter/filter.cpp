#include "filter/filter.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/suggest.h"
#include "filter/entry.h"

namespace coldread {
namespace filters {

#define FILTER(identifier) Entry identifier();
#include "filter/filters.inc"
#undef FILTER

namespace {

const std::vector<Entry>& entries() {
#define FILTER(identifier) identifier(),
  static const std::vector<Entry> table{
#include "filter/filters.inc"
  };
#undef FILTER
  return table;
}

}  // namespace

const std::string& text_of(const Value& response, std::string_view filter) {
  if (!response.is_string()) {
    throw Error(ErrorCode::usage, fmt::format("filter '{}' takes texts, but got a {}; put it earlier in the pipeline",
                                              filter, kind_name(response.kind())));
  }
  return response.as_string();
}

}  // namespace filters

std::unique_ptr<Filter> make_filter(std::string_view name, const Dict& options) {
  for (const filters::Entry& entry : filters::entries()) {
    if (entry.name != name) continue;
    OptionReader reader(options, fmt::format("filter '{}'", name));
    auto filter = entry.make(reader);
    reader.finish();
    return filter;
  }
  throw Error(ErrorCode::usage, fmt::format("unknown filter '{}'{}", name, did_you_mean(name, filter_names())));
}

std::vector<std::string> filter_names() {
  std::vector<std::string> names;
  for (const filters::Entry& entry : filters::entries()) names.emplace_back(entry.name);
  return names;
}

}  // namespace coldread
