#include "task/document_choice.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "base/draw.h"
#include "base/number_text.h"
#include "base/philox.h"

namespace coldread {
namespace {

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

std::string shown(const Value& value) {
  if (value.is_string()) return "'" + value.as_string() + "'";
  if (value.is_int()) return std::to_string(value.as_int());
  return value.is_number() ? number_text(value.as_number()) : std::string(kind_name(value.kind()));
}

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(' ');
  return start == std::string_view::npos ? "" : text.substr(start, text.find_last_not_of(' ') + 1 - start);
}

std::optional<DocumentLimit> limit_of(const Value& value) {
  if (value.is_string()) {
    std::string_view text = trimmed(value.as_string());
    if (!text.ends_with('%')) return std::nullopt;
    text.remove_suffix(1);
    const auto percent = number_in<double>(text);
    if (!percent || !(*percent > 0) || !(*percent <= 100)) return std::nullopt;
    return DocumentLimit(DocumentLimit::Unit::percent, *percent);
  }
  if (!value.is_number()) return std::nullopt;
  const double number = value.as_number();
  if (number > 0 && number < 1) return DocumentLimit(DocumentLimit::Unit::fraction, number);
  constexpr double kMost = 1e15;  // whole in a double
  if (!(number >= 1) || number > kMost || std::trunc(number) != number) return std::nullopt;
  return DocumentLimit(static_cast<std::int64_t>(number));
}

/// "7" or "12-20".
std::optional<std::pair<std::int64_t, std::int64_t>> range_of(std::string_view text) {
  text = trimmed(text);
  const std::size_t dash = text.find('-');
  const auto first = number_in<std::int64_t>(trimmed(text.substr(0, dash)));
  const auto last = dash == std::string_view::npos ? first : number_in<std::int64_t>(trimmed(text.substr(dash + 1)));
  if (!first || !last || *first < 0 || *last < *first || *last == std::numeric_limits<std::int64_t>::max())
    return std::nullopt;
  return std::pair(*first, *last);
}

/// Sorted, with those that touch or overlap made one.
DocumentIds merged(DocumentIds ids) {
  std::sort(ids.ranges.begin(), ids.ranges.end());
  DocumentIds joined;
  for (const auto& range : ids.ranges) {
    if (!joined.ranges.empty() && range.first <= joined.last() + 1) {
      joined.ranges.back().second = std::max(joined.last(), range.second);
    } else {
      joined.ranges.push_back(range);
    }
  }
  return joined;
}

}  // namespace

std::size_t DocumentLimit::of(std::size_t size) const {
  if (unit == Unit::documents) return std::min(size, static_cast<std::size_t>(amount));
  const auto all = static_cast<double>(size);
  const double share = unit == Unit::fraction ? all * amount : all * amount / 100;
  return std::min(size, static_cast<std::size_t>(std::ceil(share)));
}

DocumentLimit document_limit(const Value& value, const std::string& name, const Place& place) {
  if (const auto limit = limit_of(value)) return *limit;
  throw Error(
      ErrorCode::usage, place,
      fmt::format("{} must be a whole number, 1 or more, or a share of the documents such as 10% or 0.1, not {}", name,
                  shown(value)));
}

Value to_value(const DocumentLimit& limit) {
  switch (limit.unit) {
    case DocumentLimit::Unit::documents:
      return static_cast<std::int64_t>(limit.amount);
    case DocumentLimit::Unit::fraction:
      return limit.amount;
    case DocumentLimit::Unit::percent:
      return number_text(limit.amount) + "%";
  }
  return {};
}

DocumentIds document_ids(const Value& value, const std::string& name, const Place& place) {
  const auto refuse = [&](const std::string& given) {
    throw Error(ErrorCode::usage, place,
                fmt::format("{} must be ids and ranges of ids, from 0 on, as in 3,7,12-20, not {}", name, given));
  };
  DocumentIds ids;
  const auto add = [&](std::string_view text) {
    if (const auto range = range_of(text)) return ids.ranges.push_back(*range);
    refuse("'" + std::string(text) + "'");
  };
  for (const Value& item : value.is_list() ? value.as_list() : List{value}) {
    if (item.is_int()) {
      add(std::to_string(item.as_int()));
    } else if (item.is_string()) {
      std::string_view rest = item.as_string();
      for (std::size_t comma = rest.find(','); comma != std::string_view::npos; comma = rest.find(',')) {
        add(rest.substr(0, comma));
        rest.remove_prefix(comma + 1);
      }
      add(rest);
    } else {
      refuse(shown(item));
    }
  }
  if (ids.ranges.empty()) refuse("an empty list");
  return merged(std::move(ids));
}

std::string to_string(const DocumentIds& ids) {
  std::string text;
  for (const auto& [first, last] : ids.ranges) {
    text += (text.empty() ? "" : ",") + std::to_string(first);
    if (last > first) text += "-" + std::to_string(last);
  }
  return text;
}

std::vector<std::size_t> choose_documents(std::size_t size, const DocumentChoice& choice, const std::string& task) {
  std::vector<std::size_t> documents;
  if (choice.ids && choice.ids->last() >= static_cast<std::int64_t>(size)) {
    throw Error(ErrorCode::usage,
                fmt::format("task '{}' has documents 0 to {}, not {}", task, size - 1, choice.ids->last()));
  }
  const DocumentIds all{{{0, static_cast<std::int64_t>(size) - 1}}};
  for (const auto& [first, last] : (choice.ids ? *choice.ids : all).ranges) {
    for (std::int64_t id = first; id <= last; ++id) documents.push_back(static_cast<std::size_t>(id));
  }
  const std::size_t count = choice.limit ? choice.limit->of(documents.size()) : documents.size();
  if (!choice.shuffle) {
    documents.resize(count);
    return documents;
  }
  std::vector<std::size_t> taken;
  const RandomStream random(static_cast<std::uint64_t>(*choice.shuffle), "documents of " + task, 0, 0);
  for (const std::size_t i : drawn(documents.size(), count, random)) taken.push_back(documents[i]);
  return taken;
}

}  // namespace coldread
