#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"
#include "base/error.h"

namespace coldread {

/// One data file in memory. origin names it in errors; a byte order mark is already gone.
struct SourceText {
  std::string_view text;
  std::string origin;
  std::vector<std::string>* warnings = nullptr;  ///< where what looks like a mistake is added, a line each

  void warn(const Place& place, const std::string& message) const {
    if (warnings != nullptr) warnings->push_back(to_string(place) + message);
  }
};

/// How files of one kind become rows, each row a dict of columns.
struct DatasetFormat {
  std::string name;
  std::vector<std::string> options;  ///< keys of dataset_kwargs beside data_files
  /// Throws Error(input) with file and line for bad data, Error(usage) for a bad option.
  List (*read)(const SourceText& source, const Dict& options);
  /// What makes the columns of all rows agree (types, missing keys); nullptr: nothing to do. Applying it twice is the
  /// same as once.
  List (*unify)(List rows) = nullptr;
  /// The name is a published data set's too: without data_files its export is read.
  bool is_data_set = false;
  bool by_column = false;  ///< data_files maps split -> column -> file; the rows' "text" becomes that column
};

const std::vector<DatasetFormat>& dataset_formats();
/// nullptr for a name that is no format.
const DatasetFormat* find_dataset_format(std::string_view name);

/// A string option or its default. Throws Error(usage) where it is no string.
std::string text_option(const Dict& options, std::string_view name, std::string_view fallback);

}  // namespace coldread
