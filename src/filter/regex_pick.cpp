#include "filter/regex_pick.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/error.h"

namespace coldread::filters {

Pick pick_match(const Regex& regex, std::string_view text, std::int64_t select, std::string_view filter) {
  const auto rows = regex.find_all(text);
  if (rows.empty()) return {};
  const auto count = static_cast<std::int64_t>(rows.size());
  const std::int64_t index = select < 0 ? select + count : select;
  if (index < 0 || index >= count) {
    throw Error(ErrorCode::usage, fmt::format("filter '{}': group_select {} asks for a match that a response with {} "
                                              "match(es) of '{}' does not have",
                                              filter, select, count, regex.pattern()));
  }
  const auto& row = rows[static_cast<std::size_t>(index)];
  if (row.size() == 1) return {true, row.front()};
  const auto found = std::find_if(row.begin(), row.end(), [](const std::string& group) { return !group.empty(); });
  if (found == row.end()) return {true, std::nullopt};
  return {true, *found};
}

}  // namespace coldread::filters
