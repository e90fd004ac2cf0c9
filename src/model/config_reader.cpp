#include "model/config_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"
#include "io/json.h"

namespace coldread {
namespace {

bool is_off(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
      return true;
    case Value::Kind::boolean:
      return !value.as_bool();
    case Value::Kind::list:
      return value.as_list().empty();
    case Value::Kind::dict:
      return value.as_dict().empty();
    default:
      return false;
  }
}

}  // namespace

ConfigReader::ConfigReader(const Dict& settings, std::string origin, std::string prefix)
    : settings_(settings), origin_(std::move(origin)), prefix_(std::move(prefix)) {}

void ConfigReader::fail(std::string_view key, const std::string& message) const {
  throw Error(ErrorCode::input, origin_ + ": '" + prefix_ + std::string(key) + "' " + message);
}

const Value* ConfigReader::find(std::string_view key) {
  read_.emplace(key);
  const Value* value = settings_.find(prefix_ + std::string(key));
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<double> ConfigReader::number(std::string_view key) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number() || !std::isfinite(value->as_number())) fail(key, "must be a number, is " + to_json(*value));
  return value->as_number();
}

std::optional<bool> ConfigReader::boolean(std::string_view key) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) fail(key, "must be true or false, is " + to_json(*value));
  return value->as_bool();
}

std::optional<std::string> ConfigReader::text(std::string_view key) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) fail(key, "must be a string, is " + to_json(*value));
  return value->as_string();
}

std::optional<std::int64_t> ConfigReader::size(std::string_view key) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_int() || value->as_int() < 1 || value->as_int() > std::numeric_limits<std::int32_t>::max()) {
    fail(key, "must be a whole number from 1 on, is " + to_json(*value));
  }
  return value->as_int();
}

std::int64_t ConfigReader::required_size(std::string_view key) {
  const auto value = size(key);
  if (!value) fail(key, "is missing");
  return *value;
}

double ConfigReader::required_number(std::string_view key) {
  const auto value = number(key);
  if (!value) fail(key, "is missing");
  return *value;
}

void ConfigReader::expect(std::string_view key, const Value& expected) {
  const Value* value = find(key);
  if (value == nullptr) return;
  const bool same_number = value->is_number() && expected.is_number() && value->as_number() == expected.as_number();
  if (!same_number && *value != expected) fail(key, "must be " + to_json(expected) + ", is " + to_json(*value));
}

void ConfigReader::finish(std::span<const std::string_view> harmless, bool (*is_harmless)(std::string_view key)) const {
  for (const auto& [full, value] : settings_) {
    if (!full.starts_with(prefix_) || is_off(value)) continue;
    const std::string_view key = std::string_view(full).substr(prefix_.size());
    if (read_.contains(key) || std::find(harmless.begin(), harmless.end(), key) != harmless.end()) continue;
    if (is_harmless != nullptr && is_harmless(key)) continue;
    fail(key, "= " + to_json(value).substr(0, 80) +
                  " is a setting that is not supported, and it may change the model's numbers; where it does not, pass "
                  "it over with --ignore-config " +
                  prefix_ + std::string(key));
  }
}

}  // namespace coldread
