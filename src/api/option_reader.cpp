#include "api/option_reader.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/suggest.h"

namespace coldread {

OptionReader::OptionReader(const Dict& options, std::string owner) : options_(options), owner_(std::move(owner)) {}

void OptionReader::fail(const std::string& reason) const {
  throw Error(ErrorCode::usage, fmt::format("{}: {}", owner_, reason));
}

NamedValue OptionReader::named(std::string_view name, const Value& found) const {
  return {found, fmt::format("{}: option '{}'", owner_, name)};
}

const Value* OptionReader::value(std::string_view name) {
  known_.emplace_back(name);
  const Value* found = options_.find(name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

bool OptionReader::boolean(std::string_view name, bool fallback) {
  const Value* found = value(name);
  return found == nullptr ? fallback : named(name, *found).boolean();
}

std::int64_t OptionReader::integer(std::string_view name, std::int64_t fallback, std::int64_t least,
                                   std::int64_t most) {
  const Value* found = value(name);
  return found == nullptr ? fallback : named(name, *found).integer(least, most);
}

double OptionReader::number(std::string_view name, double fallback, double least, double most) {
  const Value* found = value(name);
  return found == nullptr ? fallback : named(name, *found).number(least, most);
}

std::string OptionReader::text(std::string_view name, std::string_view fallback) {
  const Value* found = value(name);
  return found == nullptr ? std::string(fallback) : named(name, *found).text();
}

std::string OptionReader::one_of(std::string_view name, std::string_view fallback,
                                 const std::vector<std::string>& allowed) {
  const std::string given = text(name, fallback);
  if (std::find(allowed.begin(), allowed.end(), given) != allowed.end()) return given;
  fail(fmt::format("option '{}' must be one of {}, not '{}'{}", name, fmt::join(allowed, ", "), given,
                   did_you_mean(given, allowed)));
}

std::vector<std::string> OptionReader::texts(std::string_view name) {
  const Value* found = value(name);
  if (found == nullptr) return {};
  if (!found->is_list()) named(name, *found).refuse_kind("a list of strings");
  return named(name, *found).texts();
}

void OptionReader::finish() const {
  for (const auto& [key, given] : options_) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
      fail(fmt::format("unknown option '{}'{}", key, did_you_mean(key, known_)));
    }
  }
}

}  // namespace coldread
