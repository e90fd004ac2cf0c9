#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coldread {

/// Python's str.split(): the runs of characters that are not white space (invalid bytes count as such characters).
std::vector<std::string_view> split_words(std::string_view text);
std::vector<std::u32string> split_words(std::u32string_view text);

/// Words with one space between them: ' '.join(text.split()).
std::string single_spaced(std::string_view text);

/// The 32 characters of Python's string.punctuation.
bool is_ascii_punctuation(char32_t c) noexcept;

}  // namespace coldread
