#include "tokenizer/precompiled_charsmap.h"

#include "tokenizer/fail_in.h"

namespace coldread {
namespace {

// A unit of the double array: the label of the byte that leads here, whether a value hangs on it, where children are.
std::uint32_t label_of(std::uint32_t unit) {
  return unit & 0x800000FFu;
}
bool has_value(std::uint32_t unit) {
  return (unit >> 8 & 1u) != 0;
}
std::uint32_t value_of(std::uint32_t unit) {
  return unit & 0x7FFFFFFFu;
}
std::uint32_t offset_of(std::uint32_t unit) {
  return (unit >> 10) << ((unit & 0x200u) >> 6);
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t k = 0; k < 4; ++k) value |= std::uint32_t{static_cast<unsigned char>(bytes[at + k])} << (8 * k);
  return value;
}

}  // namespace

PrecompiledCharsmap::PrecompiledCharsmap(std::string_view bytes, const std::string& origin) {
  const std::size_t size = bytes.size() < 4 ? 0 : little_endian(bytes, 0);
  if (size == 0 || size % 4 != 0 || size > bytes.size() - 4) {
    fail_in(origin, "has a precompiled_charsmap of " + std::to_string(bytes.size()) + " bytes that holds no rules");
  }
  units_.reserve(size / 4);
  for (std::size_t at = 4; at < 4 + size; at += 4) units_.push_back(little_endian(bytes, at));
  replacements_ = bytes.substr(4 + size);
}

std::string_view PrecompiledCharsmap::replacement_at(std::uint32_t begin) const {
  if (begin >= replacements_.size()) return {};
  const std::size_t end = replacements_.find('\0', begin);
  return std::string_view(replacements_).substr(begin, end == std::string::npos ? end : end - begin);
}

std::optional<PrecompiledCharsmap::Rule> PrecompiledCharsmap::find(std::string_view text, bool shortest) const {
  std::optional<Rule> found;
  std::size_t node = offset_of(units_[0]);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    node ^= byte;
    if (byte == 0 || node >= units_.size() || label_of(units_[node]) != byte) break;
    const std::uint32_t unit = units_[node];
    node ^= offset_of(unit);
    if (!has_value(unit)) continue;
    if (node >= units_.size()) break;
    found = {.length = i + 1, .replacement = replacement_at(value_of(units_[node]))};
    if (shortest) break;
  }
  return found;
}

}  // namespace coldread
