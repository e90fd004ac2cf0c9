#pragma once

#include <cmath>
#include <cstdio>
#include <doctest/doctest.h>
#include <limits>
#include <string>
#include <vector>

#include "api/value.h"
#include "io/file.h"
#include "io/json.h"
#include "support/source_dir.h"

namespace coldread::reference {

struct Case {
  std::string id;
  Value inputs, params, expected;

  const Value& input(std::string_view name) const { return *inputs.find(name); }
  const Value& param(std::string_view name) const { return *params.find(name); }
  const Value& want(std::string_view name) const { return *expected.find(name); }
  bool wants(std::string_view name) const { return expected.find(name) != nullptr; }
};

/// The cases of tests/reference/metrics/FILE, one JSON object a line.
inline std::vector<Case> cases(const std::string& file) {
  const std::string path = source_dir().string() + "/tests/reference/metrics/" + file;
  const std::string text = read_text_file(path);
  std::vector<Case> out;
  int line = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    ++line;
    const Value row = parse_json(std::string_view(text).substr(start, end - start), path, ErrorCode::input, line);
    out.push_back({row.find("id")->as_string(), *row.find("inputs"), *row.find("params"), *row.find("expected")});
    start = end + 1;
  }
  return out;
}

/// Counts a file's cases, fails the test on each wrong one, and prints how many passed.
class Tally {
 public:
  explicit Tally(std::string file) : file_(std::move(file)) {}
  ~Tally() { std::printf("reference/metrics/%s: %d of %d cases\n", file_.c_str(), passed_, all_); }
  Tally(const Tally&) = delete;
  Tally& operator=(const Tally&) = delete;

  void add(const Case& one, bool passed) {
    ++all_;
    passed_ += passed ? 1 : 0;
    CHECK_MESSAGE(passed, one.id);
  }

 private:
  std::string file_;
  int passed_ = 0, all_ = 0;
};

inline double number(const Value& value) {
  if (!value.is_string()) return value.is_bool() ? (value.as_bool() ? 1 : 0) : value.as_number();
  const std::string& text = value.as_string();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  return text == "inf" ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
}

/// Equal within 1e-9 relative, 1e-12 absolute.
inline bool close(double got, const Value& want) {
  const double expected = number(want);
  if (std::isnan(expected)) return std::isnan(got);
  if (std::isinf(expected)) return got == expected;
  const bool good = std::abs(got - expected) <= std::max(1e-12, 1e-9 * std::abs(expected));
  if (!good) std::printf("got %.17g, want %.17g\n", got, expected);
  return good;
}

inline bool close(const List& got, const List& want) {
  bool good = got.size() == want.size();
  for (std::size_t k = 0; good && k < got.size(); ++k) good = close(got[k].as_number(), want[k]);
  return good;
}

inline bool same(const std::string& got, const Value& want) {
  if (got == want.as_string()) return true;
  std::printf("got  '%s'\nwant '%s'\n", got.c_str(), want.as_string().c_str());
  return false;
}

inline std::vector<double> numbers(const Value& list) {
  std::vector<double> out;
  for (const Value& value : list.as_list()) out.push_back(number(value));
  return out;
}

inline std::vector<std::string> texts(const Value& list) {
  std::vector<std::string> out;
  for (const Value& value : list.as_list()) out.push_back(value.as_string());
  return out;
}

}  // namespace coldread::reference
