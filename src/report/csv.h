#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace coldread {

/// Writes RFC 4180: commas, CRLF line ends, cells quoted where they hold a comma, quote or line break. Text that a
/// spreadsheet would run as a formula gets a single quote in front (see guard_formula); numbers are written by
/// number_text, so reading them back gives the same bits.
class CsvWriter {
 public:
  CsvWriter& text(std::string_view cell);
  CsvWriter& number(double cell);
  CsvWriter& number(std::int64_t cell);
  CsvWriter& number(std::optional<double> cell);  ///< an empty cell where absent
  CsvWriter& empty();
  CsvWriter& end_row();

  std::string take() { return std::move(out_); }

 private:
  void cell(std::string_view content);

  std::string out_;
  bool row_begun_ = false;
};

/// A single quote in front of text whose first character, after any single quotes, white space and zero-width
/// characters, is one of = + - @ (full-width forms too) or which starts with TAB or CR; plain numbers stay. Reversible:
/// unguard drops it.
std::string guard_formula(std::string_view text);

}  // namespace coldread
