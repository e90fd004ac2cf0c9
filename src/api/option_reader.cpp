#include "api/option_reader.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/number_text.h"
#include "base/suggest.h"

namespace coldread {

OptionReader::OptionReader(const Dict& options, std::string owner) : options_(options), owner_(std::move(owner)) {}

void OptionReader::fail(const std::string& reason) const {
  throw Error(ErrorCode::usage, fmt::format("{}: {}", owner_, reason));
}

void OptionReader::wrong_kind(std::string_view name, std::string_view wanted, const Value& found) const {
  fail(fmt::format("option '{}' takes {}, but got a {}", name, wanted, kind_name(found.kind())));
}

const Value* OptionReader::value(std::string_view name) {
  known_.emplace_back(name);
  const Value* found = options_.find(name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

bool OptionReader::boolean(std::string_view name, bool fallback) {
  const Value* found = value(name);
  if (found == nullptr) return fallback;
  if (!found->is_bool()) wrong_kind(name, "true or false", *found);
  return found->as_bool();
}

std::int64_t OptionReader::integer(std::string_view name, std::int64_t fallback, std::int64_t least,
                                   std::int64_t most) {
  const Value* found = value(name);
  if (found == nullptr) return fallback;
  if (!found->is_int()) wrong_kind(name, "a whole number", *found);
  const std::int64_t given = found->as_int();
  if (given < least || given > most) {
    fail(fmt::format("option '{}' takes a whole number from {} to {}, but got {}", name, least, most, given));
  }
  return given;
}

double OptionReader::number(std::string_view name, double fallback, double least, double most) {
  const Value* found = value(name);
  if (found == nullptr) return fallback;
  if (!found->is_number()) wrong_kind(name, "a number", *found);
  const double given = found->as_number();
  if (!(given >= least && given <= most)) {
    fail(fmt::format("option '{}' takes a number from {} to {}, but got {}", name, number_text(least),
                     number_text(most), number_text(given)));
  }
  return given;
}

std::string OptionReader::text(std::string_view name, std::string_view fallback) {
  const Value* found = value(name);
  if (found == nullptr) return std::string(fallback);
  if (!found->is_string()) wrong_kind(name, "a text", *found);
  return found->as_string();
}

std::string OptionReader::one_of(std::string_view name, std::string_view fallback,
                                 const std::vector<std::string>& allowed) {
  const std::string given = text(name, fallback);
  if (std::find(allowed.begin(), allowed.end(), given) != allowed.end()) return given;
  fail(fmt::format("option '{}' takes one of {}, but got '{}'{}", name, fmt::join(allowed, ", "), given,
                   did_you_mean(given, allowed)));
}

std::vector<std::string> OptionReader::texts(std::string_view name) {
  const Value* found = value(name);
  if (found == nullptr) return {};
  if (!found->is_list()) wrong_kind(name, "a list of texts", *found);
  std::vector<std::string> out;
  for (const Value& item : found->as_list()) {
    if (!item.is_string()) wrong_kind(name, "a list of texts", item);
    out.push_back(item.as_string());
  }
  return out;
}

void OptionReader::finish() const {
  for (const auto& [key, given] : options_) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
      fail(fmt::format("unknown option '{}'{}", key, did_you_mean(key, known_)));
    }
  }
}

}  // namespace coldread
