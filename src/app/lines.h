#pragma once

#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/named_value.h"
#include "api/value.h"

namespace coldread::app {

/// One line of a JSON-lines stream: its object and where it stood.
struct InputLine {
  Value object;
  std::string error;   ///< why it is no JSON object; empty: it is one
  std::string origin;  ///< "standard input" or the file
  int number = 0;      ///< from 1
};

/// Reads JSON objects, one a line, from standard input or a file. Empty lines are passed over.
class LineReader {
 public:
  /// file empty: standard input. Throws Error(input) where it cannot be opened.
  explicit LineReader(const std::string& file);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  /// The lines that are there without waiting, at least one and at most `limit`; empty at the end. So a person or a
  /// script who waits for each answer gets it, and a file is worked on in batches.
  std::vector<InputLine> next(std::size_t limit);

 private:
  bool fill(bool wait);

  int fd_ = 0;
  std::string origin_;
  std::string buffer_;
  std::size_t start_ = 0;
  int line_ = 0;
  bool ended_ = false;
};

/// What is said in place of the answer to a line that is wrong: {"error": message, "line": number}.
Value line_error(const InputLine& line, const std::string& message);
/// Writes the answer to each line of standard input or a file, in order, and goes on after one that is wrong (no JSON
/// object, or answer() throws Error(usage)). No answer: nothing is written. The exit code: kSomeRequestsFailed where a
/// line was wrong.
int answer_lines(const std::string& file, const std::function<std::optional<Value>(const InputLine&)>& answer);

/// Writes one JSON object as a line to standard output. Throws Error(output) where that fails.
void write_line(const Value& object);
/// Flushes standard output; throws Error(output) where that fails.
void flush_output();

/// The member `key` of a line's object, checked: throws Error(usage) with the line's place where it is missing or of
/// another kind.
const std::string& string_member(const InputLine& line, std::string_view key);
std::vector<std::int32_t> ids_member(const InputLine& line, std::string_view key);
/// A member with what errors say of it.
NamedValue named_member(const InputLine& line, std::string_view key, const Value& value);

/// True or false; `otherwise` where it is missing.
bool bool_member(const InputLine& line, std::string_view key, bool otherwise);

/// Throws Error(usage) for a key that is not among those known, with a suggestion.
void check_keys(const InputLine& line, const std::vector<std::string>& known);

}  // namespace coldread::app
