#include "report/csv.h"

#include "base/number_text.h"
#include "base/unicode.h"

namespace coldread {
namespace {

bool is_invisible(char32_t c) {
  return is_white_space(c) || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF || c == 0;
}

bool starts_formula(char32_t c) {
  return c == U'=' || c == U'+' || c == U'-' || c == U'@' || c == 0xFF1D || c == 0xFF0B || c == 0xFF0D || c == 0xFF20;
}

/// [+-] digits [. digits] [e [+-] digits], with a digit on one side of the point at least.
bool is_plain_number(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t start = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i - start;
  };
  const auto sign = [&] {
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
  };
  sign();
  std::size_t mantissa = digits();
  if (i < text.size() && text[i] == '.') {
    ++i;
    mantissa += digits();
  }
  if (mantissa == 0) return false;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    sign();
    if (digits() == 0) return false;
  }
  return i == text.size();
}

bool needs_guard(std::string_view text) {
  if (is_plain_number(text)) return false;
  std::size_t i = 0;
  while (i < text.size() && text[i] == '\'') ++i;
  if (i < text.size() && (text[i] == '\t' || text[i] == '\r')) return true;
  while (i < text.size()) {
    const CodePoint point = code_point_at(text, i);
    if (!is_invisible(point.value)) return starts_formula(point.value);
    i += point.length;
  }
  return false;
}

}  // namespace

std::string guard_formula(std::string_view text) {
  return (needs_guard(text) ? "'" : "") + std::string(text);
}

void CsvWriter::cell(std::string_view content) {
  if (row_begun_) out_ += ',';
  row_begun_ = true;
  if (content.find_first_of(",\"\r\n") == std::string_view::npos) {
    out_ += content;
    return;
  }
  out_ += '"';
  for (const char c : content) {
    if (c == '"') out_ += '"';
    out_ += c;
  }
  out_ += '"';
}

CsvWriter& CsvWriter::text(std::string_view content) {
  if (is_valid_utf8(content)) {
    cell(guard_formula(content));
  } else {
    cell(guard_formula(to_utf8(to_utf32(content))));
  }
  return *this;
}

CsvWriter& CsvWriter::number(double value) {
  cell(number_text(value));
  return *this;
}

CsvWriter& CsvWriter::number(std::int64_t value) {
  cell(std::to_string(value));
  return *this;
}

CsvWriter& CsvWriter::number(std::optional<double> value) {
  return value ? number(*value) : empty();
}

CsvWriter& CsvWriter::empty() {
  cell({});
  return *this;
}

CsvWriter& CsvWriter::end_row() {
  out_ += "\r\n";
  row_begun_ = false;
  return *this;
}

}  // namespace coldread
