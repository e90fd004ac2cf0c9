#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"
#include "base/error.h"

namespace coldread {

/// A value that a person wrote, with what errors say of it: how it is called and where it stands. A reader that finds
/// another kind of value throws Error(usage) "PLACE: NAME must be WANTED, not KIND".
class NamedValue {
 public:
  /// name: with its quotes or the dict around it, "'limit'", "generation_kwargs: until". The value must outlive this.
  NamedValue(const Value& value, std::string name, Place place = {});
  /// kind: what stands there, where the value alone does not say.
  NamedValue(const Value& value, std::string name, Place place, std::string kind);

  const std::string& text() const;
  bool boolean() const;
  double number() const;
  /// "must be a number from LEAST to MOST, not GIVEN" for another one, too.
  double number(double least, double most) const;
  std::int64_t integer() const;
  std::int64_t integer(std::int64_t least, std::int64_t most) const;
  /// "must be a whole number of at least LEAST" for a smaller one, too.
  std::int64_t integer(std::int64_t least) const;
  /// A string or a list of strings.
  std::vector<std::string> texts() const;

  /// Throws "NAME must be WANTED".
  [[noreturn]] void refuse(std::string_view wanted) const;
  /// Throws "NAME must be WANTED, not KIND".
  [[noreturn]] void refuse_kind(std::string_view wanted) const;

 private:
  const Value& value_;
  std::string name_;
  Place place_;
  std::string kind_;
};

}  // namespace coldread
