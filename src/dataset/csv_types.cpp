#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dataset/csv_table.h"

namespace coldread {
namespace {

constexpr std::array<std::string_view, 19> kMissing{"",     "#N/A",   "#N/A N/A", "#NA",  "-1.#IND", "-1.#QNAN", "-NaN",
                                                    "-nan", "1.#IND", "1.#QNAN",  "<NA>", "N/A",     "NA",       "NULL",
                                                    "NaN",  "None",   "n/a",      "nan",  "null"};

bool is_missing(std::string_view cell) {
  return std::find(kMissing.begin(), kMissing.end(), cell) != kMissing.end();
}

template <typename T>
std::optional<T> whole_number(std::string_view cell) {
  while (!cell.empty() && cell.front() == ' ') cell.remove_prefix(1);
  while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
  if (cell.size() > 1 && cell[0] == '+' && cell[1] != '-') cell.remove_prefix(1);
  T value{};
  const char* end = cell.data() + cell.size();
  const auto [stop, error] = std::from_chars(cell.data(), end, value);
  return !cell.empty() && error == std::errc() && stop == end ? std::optional<T>(value) : std::nullopt;
}

std::optional<bool> boolean(std::string_view cell) {
  if (cell == "True" || cell == "TRUE" || cell == "true") return true;
  if (cell == "False" || cell == "FALSE" || cell == "false") return false;
  return std::nullopt;
}

/// All cells through parse, null where missing; nothing where a cell does not parse.
template <typename Parse>
std::optional<List> parse_all(const std::vector<std::string>& cells, const Parse& parse) {
  List values;
  values.reserve(cells.size());
  for (const std::string& cell : cells) {
    if (is_missing(cell)) {
      values.emplace_back();
    } else if (const auto value = parse(cell)) {
      values.emplace_back(*value);
    } else {
      return std::nullopt;
    }
  }
  return values;
}

}  // namespace

List type_csv_column(const std::vector<std::string>& cells) {
  const bool any_missing = std::any_of(cells.begin(), cells.end(), [](const auto& cell) { return is_missing(cell); });
  if (!any_missing) {
    if (auto values = parse_all(cells, whole_number<std::int64_t>)) return *values;
  }
  if (auto values = parse_all(cells, whole_number<double>)) return *values;
  if (auto values = parse_all(cells, boolean)) return *values;
  return *parse_all(cells, [](const std::string& cell) { return std::optional<std::string>(cell); });
}

}  // namespace coldread
