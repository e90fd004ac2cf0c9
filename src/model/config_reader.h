#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "api/value.h"

namespace coldread {

/// Reads a model's settings and keeps account of them: a setting that nobody read, that is not known to leave the
/// numbers alone, and that is not off (null, false, empty) is an error. All errors name origin and key.
class ConfigReader {
 public:
  /// Of `settings`, keys that begin with `prefix` are this reader's; it asks for them without the prefix.
  ConfigReader(const Dict& settings, std::string origin, std::string prefix = "");

  const std::string& origin() const { return origin_; }

  /// The value where the key is there and not null; counts as read.
  const Value* find(std::string_view key);
  std::optional<double> number(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  /// A whole number from 1 to 2^31-1.
  std::optional<std::int64_t> size(std::string_view key);
  std::int64_t required_size(std::string_view key);
  double required_number(std::string_view key);

  [[noreturn]] void fail(std::string_view key, const std::string& message) const;

  /// Throws where the key is there and has another value: one that we do not compute.
  void expect(std::string_view key, const Value& value);
  /// Throws where a key was not read and is not harmless.
  void finish(std::span<const std::string_view> harmless, bool (*is_harmless)(std::string_view key) = nullptr) const;

 private:
  const Dict& settings_;
  std::string origin_;
  std::string prefix_;
  std::set<std::string, std::less<>> read_;
};

}  // namespace coldread
