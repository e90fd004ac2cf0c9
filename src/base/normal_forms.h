#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What Unicode says of characters beyond unicode.h: normalization forms, case of a character alone, marks, graphemes.
namespace coldread {

/// Canonical composition (C) and decomposition (D), and the same after compatibility decomposition (KC, KD).
enum class NormalForm { c, d, kc, kd };

/// Bytes that are not valid UTF-8 stay as they are, and part what is composed.
std::string normal_form(std::string_view text, NormalForm form);

/// Appends the lower case of a character whatever stands beside it: that of a capital sigma is never final.
void append_lower(std::string& text, char32_t c);

/// General categories, as the classes \p{M} and \p{Mn}.
bool is_mark(char32_t c) noexcept;
bool is_nonspacing_mark(char32_t c) noexcept;
/// Cc, Cf, Co and Cs: \p{C} without the code points that are not assigned.
bool is_control(char32_t c) noexcept;

/// Bytes of the extended grapheme cluster that begins at the position. A byte that is not valid UTF-8 is one.
/// Source: Unicode Standard Annex 29.
std::size_t grapheme_length(std::string_view text, std::size_t position) noexcept;

}  // namespace coldread
