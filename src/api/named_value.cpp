#include "api/named_value.h"

#include <fmt/format.h>
#include <utility>

#include "base/number_text.h"

namespace coldread {

NamedValue::NamedValue(const Value& value, std::string name, Place place)
    : NamedValue(value, std::move(name), std::move(place), std::string(kind_name(value.kind()))) {}

NamedValue::NamedValue(const Value& value, std::string name, Place place, std::string kind)
    : value_(value), name_(std::move(name)), place_(std::move(place)), kind_(std::move(kind)) {}

const std::string& NamedValue::text() const {
  if (!value_.is_string()) refuse_kind("a string");
  return value_.as_string();
}

bool NamedValue::boolean() const {
  if (!value_.is_bool()) refuse_kind("true or false");
  return value_.as_bool();
}

double NamedValue::number() const {
  if (!value_.is_number()) refuse_kind("a number");
  return value_.as_number();
}

double NamedValue::number(double least, double most) const {
  const double given = number();
  if (!(given >= least && given <= most)) {
    refuse(fmt::format("a number from {} to {}, not {}", number_text(least), number_text(most), number_text(given)));
  }
  return given;
}

std::int64_t NamedValue::integer() const {
  if (!value_.is_int()) refuse_kind("a whole number");
  return value_.as_int();
}

std::int64_t NamedValue::integer(std::int64_t least, std::int64_t most) const {
  const std::int64_t given = integer();
  if (given < least || given > most) refuse(fmt::format("a whole number from {} to {}, not {}", least, most, given));
  return given;
}

std::int64_t NamedValue::integer(std::int64_t least) const {
  if (!value_.is_int() || value_.as_int() < least) refuse(fmt::format("a whole number of at least {}", least));
  return value_.as_int();
}

std::vector<std::string> NamedValue::texts() const {
  std::vector<std::string> texts;
  for (const Value& item : value_.is_list() ? value_.as_list() : List{value_}) {
    if (!item.is_string()) refuse("a string or a list of strings");
    texts.push_back(item.as_string());
  }
  return texts;
}

void NamedValue::refuse(std::string_view wanted) const {
  throw Error(ErrorCode::usage, place_, fmt::format("{} must be {}", name_, wanted));
}

void NamedValue::refuse_kind(std::string_view wanted) const {
  throw Error(ErrorCode::usage, place_, fmt::format("{} must be {}, not {}", name_, wanted, kind_));
}

}  // namespace coldread
