#include "tokenizer/models/byte_alphabet.h"

#include <array>

#include "base/unicode.h"

namespace coldread {
namespace {

constexpr bool stands_for_itself(unsigned byte) {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || (byte >= 0xAE && byte <= 0xFF);
}

/// Number of bytes that do not stand for themselves; they take U+0100 onward in ascending order.
constexpr std::size_t kMoved = 68;

/// Character to byte; -1 for a character outside the alphabet.
constexpr std::array<int, 0x100 + kMoved> alphabet() {
  std::array<int, 0x100 + kMoved> bytes{};
  bytes.fill(-1);
  std::size_t next = 0x100;
  for (unsigned byte = 0; byte < 0x100; ++byte) {
    bytes[stands_for_itself(byte) ? byte : next++] = static_cast<int>(byte);
  }
  return bytes;
}
constexpr auto kAlphabet = alphabet();

/// Byte to character.
constexpr std::array<char32_t, 0x100> characters() {
  std::array<char32_t, 0x100> of_bytes{};
  for (std::size_t c = 0; c < kAlphabet.size(); ++c) {
    if (kAlphabet[c] >= 0) of_bytes[static_cast<std::size_t>(kAlphabet[c])] = static_cast<char32_t>(c);
  }
  return of_bytes;
}
constexpr auto kCharacters = characters();

}  // namespace

std::optional<std::string> bytes_in_alphabet(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const CodePoint point = lead < 0x80 ? CodePoint{.value = lead, .length = 1, .valid = true} : code_point_at(text, i);
    const int byte = point.valid && point.value < kAlphabet.size() ? kAlphabet[point.value] : -1;
    if (byte < 0) return std::nullopt;
    bytes += static_cast<char>(byte);
    i += point.length;
  }
  return bytes;
}

std::string text_in_alphabet(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 3 / 2);
  for (const char byte : bytes) append_utf8(text, kCharacters[static_cast<unsigned char>(byte)]);
  return text;
}

}  // namespace coldread
