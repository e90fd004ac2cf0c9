#include "io/exact_value.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/unicode.h"

namespace coldread {
namespace {

constexpr std::string_view kBytes = "$bytes";
constexpr std::string_view kNumber = "$number";
constexpr std::string_view kDict = "$dict";
constexpr std::string_view kDigits = "0123456789abcdef";

bool is_reserved(std::string_view key) {
  return key == kBytes || key == kNumber || key == kDict;
}

Value marked(std::string_view key, Value content) {
  Dict dict;
  dict.set(std::string(key), std::move(content));
  return dict;
}

std::string hex_of(const std::string& bytes) {
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4u];
    hex += kDigits[byte & 15u];
  }
  return hex;
}

[[noreturn]] void fail(std::string_view key) {
  throw Error(ErrorCode::input, "the content of '" + std::string(key) + "' is not what coldread writes");
}

std::string bytes_of(const std::string& hex) {
  std::string bytes;
  if (hex.size() % 2 != 0) fail(kBytes);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const std::size_t high = kDigits.find(hex[i]);
    const std::size_t low = kDigits.find(hex[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) fail(kBytes);
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

Value exact_text(const std::string& text) {
  return is_valid_utf8(text) ? Value(text) : marked(kBytes, hex_of(text));
}

std::string text_of(const Value& exact) {
  if (exact.is_string()) return exact.as_string();
  const Value* hex = exact.find(kBytes);
  if (hex == nullptr || !hex->is_string()) fail(kDict);
  return bytes_of(hex->as_string());
}

Value exact_number(double number) {
  if (std::isfinite(number)) return number;
  return marked(kNumber, std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
}

Value exact_dict(const Dict& dict) {
  const bool plain = !(dict.size() == 1 && is_reserved(dict.begin()->first)) &&
                     std::ranges::all_of(dict, [](const auto& entry) { return is_valid_utf8(entry.first); });
  if (!plain) {
    List entries;
    for (const auto& [key, value] : dict) entries.emplace_back(List{exact_text(key), to_exact(value)});
    return marked(kDict, std::move(entries));
  }
  std::vector<Dict::Entry> entries;
  for (const auto& [key, value] : dict) entries.emplace_back(key, to_exact(value));
  return Dict::of_distinct(std::move(entries));
}

Value from_dict_entries(const Value& content) {
  Dict dict;
  if (!content.is_list()) fail(kDict);
  for (const Value& entry : content.as_list()) {
    if (!entry.is_list() || entry.as_list().size() != 2) fail(kDict);
    dict.set(text_of(entry.as_list()[0]), from_exact(entry.as_list()[1]));
  }
  return dict;
}

Value from_marked(const std::string& key, const Value& content) {
  if (key == kDict) return from_dict_entries(content);
  if (!content.is_string()) fail(key);
  const std::string& text = content.as_string();
  if (key == kBytes) return bytes_of(text);
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (text != "inf" && text != "-inf") fail(key);
  return text == "inf" ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
}

}  // namespace

Value to_exact(const Value& value) {
  if (value.is_string()) return exact_text(value.as_string());
  if (value.is_real()) return exact_number(value.as_real());
  if (value.is_dict()) return exact_dict(value.as_dict());
  if (!value.is_list()) return value;
  List list;
  for (const Value& item : value.as_list()) list.push_back(to_exact(item));
  return list;
}

Value from_exact(const Value& exact) {
  if (exact.is_list()) {
    List list;
    for (const Value& item : exact.as_list()) list.push_back(from_exact(item));
    return list;
  }
  if (!exact.is_dict()) return exact;
  const Dict& dict = exact.as_dict();
  if (dict.size() == 1 && is_reserved(dict.begin()->first))
    return from_marked(dict.begin()->first, dict.begin()->second);
  std::vector<Dict::Entry> entries;
  for (const auto& [key, value] : dict) entries.emplace_back(key, from_exact(value));
  return Dict::of_distinct(std::move(entries));
}

}  // namespace coldread
