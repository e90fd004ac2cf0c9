#include "template/values/characters.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace coldread::jinja {

std::size_t count_characters(std::string_view bytes) noexcept {
  return static_cast<std::size_t>(
      std::count_if(bytes.begin(), bytes.end(), [](char byte) { return !continues_character(byte); }));
}

std::size_t next_character(std::string_view bytes, std::size_t offset) noexcept {
  if (offset >= bytes.size()) return bytes.size();
  ++offset;
  while (offset < bytes.size() && continues_character(bytes[offset])) ++offset;
  return offset;
}

std::size_t find_bytes(std::string_view text, std::string_view wanted, std::size_t from) noexcept {
  if (from > text.size()) return std::string_view::npos;
  if (wanted.size() < kShortText) return text.find(wanted, from);
  const void* found = memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t rfind_bytes(std::string_view text, std::string_view wanted) {
  if (wanted.size() < kShortText) return text.rfind(wanted);
  const std::string reversed_text(text.rbegin(), text.rend());
  const std::string reversed_wanted(wanted.rbegin(), wanted.rend());
  const std::size_t found = find_bytes(reversed_text, reversed_wanted);
  return found == std::string_view::npos ? found : text.size() - found - wanted.size();
}

std::size_t character_offset(std::string_view bytes, std::size_t index) noexcept {
  std::size_t offset = 0;
  while (index > 0 && offset < bytes.size()) {
    offset = next_character(bytes, offset);
    --index;
  }
  return offset;
}

}  // namespace coldread::jinja
