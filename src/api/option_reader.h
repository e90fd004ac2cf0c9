#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/named_value.h"
#include "api/value.h"

namespace coldread {

/// Reads the options of a named thing (a metric, a filter) from a dict, each with its default; null means the default.
/// Every reader throws Error(usage) that names the owner, the option and what it takes.
class OptionReader {
 public:
  /// owner is shown in errors, e.g. "metric 'bleu'". options must outlive the reader.
  OptionReader(const Dict& options, std::string owner);

  bool boolean(std::string_view name, bool fallback);
  std::int64_t integer(std::string_view name, std::int64_t fallback, std::int64_t least, std::int64_t most);
  double number(std::string_view name, double fallback, double least, double most);
  std::string text(std::string_view name, std::string_view fallback);
  /// One of a few names, with a suggestion for a mistyped one.
  std::string one_of(std::string_view name, std::string_view fallback, const std::vector<std::string>& allowed);
  std::vector<std::string> texts(std::string_view name);  ///< a list of strings; empty where it is absent
  const Value* value(std::string_view name);              ///< as it is; nullptr where it is absent or null

  /// After the last option: throws on a key that none of the readers asked for, with a suggestion.
  void finish() const;

  [[noreturn]] void fail(const std::string& reason) const;

 private:
  NamedValue named(std::string_view name, const Value& found) const;

  const Dict& options_;
  std::string owner_;
  std::vector<std::string> known_;
};

}  // namespace coldread
