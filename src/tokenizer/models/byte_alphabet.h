#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace coldread {

/// The bytes that a vocabulary entry stands for. Byte-level vocabularies write each byte as one printable character:
/// itself where it is one, else U+0100 onward (a space is U+0120, `Ġ`). Nothing for a text with any other character: no
/// piece of a text becomes such a token.
/// Source: Radford et al. 2019, bytes_to_unicode in the code of GPT-2.
std::optional<std::string> bytes_in_alphabet(std::string_view text);

/// The other way round: any bytes as a vocabulary writes them.
std::string text_in_alphabet(std::string_view bytes);

}  // namespace coldread
