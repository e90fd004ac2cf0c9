#include "dataset/csv_table.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace coldread {
namespace {

struct Record {
  int line = 0;  ///< it starts on
  std::vector<std::string> cells;
};

class Reader {
 public:
  Reader(const SourceText& source, char delimiter)
      : rest_(source.text), origin_(source.origin), delimiter_(delimiter) {}

  bool at_end() const { return rest_.find_first_not_of("\r\n") == std::string_view::npos; }

  /// false at the end of the file.
  bool next(Record& record) {
    while (!rest_.empty() && at_line_end()) skip_line_end();
    if (rest_.empty()) return false;
    record = {.line = line_, .cells = {}};
    while (true) {
      record.cells.push_back(cell());
      if (rest_.empty()) return true;
      if (at_line_end()) {
        skip_line_end();
        return true;
      }
      rest_.remove_prefix(1);  // the delimiter
    }
  }

 private:
  bool at_line_end() const { return rest_[0] == '\n' || rest_[0] == '\r'; }
  void skip_line_end() {
    rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
    ++line_;
  }

  std::string cell() {
    if (rest_.empty() || rest_[0] != '"') return std::string(take_until_end());
    const int opened = line_;
    std::string text;
    rest_.remove_prefix(1);
    while (!rest_.empty()) {
      const char c = rest_[0];
      rest_.remove_prefix(1);
      if (c != '"') {
        text += c;
        line_ += c == '\n' ? 1 : 0;
      } else if (!rest_.empty() && rest_[0] == '"') {
        text += '"';
        rest_.remove_prefix(1);
      } else {
        return text + std::string(take_until_end());
      }
    }
    throw Error(ErrorCode::input, {.file = origin_, .line = opened}, "a quote opens here and is never closed");
  }

  std::string_view take_until_end() {
    std::size_t length = 0;
    while (length < rest_.size() && rest_[length] != delimiter_ && rest_[length] != '\n' && rest_[length] != '\r') {
      ++length;
    }
    const std::string_view text = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return text;
  }

  std::string_view rest_;
  const std::string& origin_;
  char delimiter_;
  int line_ = 1;
};

std::vector<std::string> names_of(Record header, const std::string& origin) {
  std::vector<std::string>& names = header.cells;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) names[i] = "Unnamed: " + std::to_string(i);
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i)) {
      throw Error(ErrorCode::input, {.file = origin, .line = header.line}, "two columns are named '" + names[i] + "'");
    }
  }
  return names;
}

}  // namespace

List read_delimited(const SourceText& source, char delimiter, const std::vector<std::string>& column_names) {
  Reader reader(source, delimiter);
  Record record;
  std::vector<std::string> names = column_names;
  if (names.empty()) {
    if (!reader.next(record)) return {};
    names = names_of(std::move(record), source.origin);
  }
  std::vector<std::vector<std::string>> columns(names.size());
  while (reader.next(record)) {
    const bool short_last = record.cells.size() < names.size() && reader.at_end();
    if (short_last) record.cells.resize(names.size());  // null, as pandas has it
    if (record.cells.size() != names.size()) {
      throw Error(ErrorCode::input, {.file = source.origin, .line = record.line},
                  "row " + std::to_string(columns[0].size()) + " has " + std::to_string(record.cells.size()) +
                      " cells, the table has " + std::to_string(names.size()) + " columns");
    }
    for (std::size_t i = 0; i < names.size(); ++i) columns[i].push_back(std::move(record.cells[i]));
  }
  std::vector<Dict> rows(columns[0].size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    List values = type_csv_column(columns[i]);
    for (std::size_t row = 0; row < rows.size(); ++row) rows[row].set(names[i], std::move(values[row]));
  }
  return {std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end())};
}

List read_delimited_with(const SourceText& source, const Dict& options, std::string_view default_delimiter) {
  const std::string delimiter = text_option(options, "delimiter", text_option(options, "sep", default_delimiter));
  if (delimiter.size() != 1) {
    throw Error(ErrorCode::usage, "dataset_kwargs.delimiter must be one ASCII character, not '" + delimiter + "'");
  }
  std::vector<std::string> names;
  if (const Value* given = options.find("column_names"); given != nullptr && !given->is_null()) {
    const bool valid = given->is_list() && std::all_of(given->as_list().begin(), given->as_list().end(),
                                                       [](const Value& name) { return name.is_string(); });
    if (!valid) throw Error(ErrorCode::usage, "dataset_kwargs.column_names must be a list of strings");
    for (const Value& name : given->as_list()) names.push_back(name.as_string());
  }
  return read_delimited(source, delimiter[0], names);
}

}  // namespace coldread
