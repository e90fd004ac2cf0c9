#pragma once

#include <string>
#include <string_view>

namespace coldread {

/// The bytes that a vocabulary entry stands for. Byte-level vocabularies write each byte as one printable character:
/// itself where it is one, else U+0100 onward (a space is U+0120, `Ġ`). Text with any other character stands for
/// its own UTF-8 bytes.
/// Source: Radford et al. 2019, bytes_to_unicode in the code of GPT-2.
std::string bytes_of_token(std::string_view text);

}  // namespace coldread
