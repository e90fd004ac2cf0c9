#pragma once

#include <cstddef>
#include <string_view>

// Patterns as functions: the length in bytes of the piece that begins at position, which is before the end of text. A
// byte that is not valid UTF-8 is one character that is neither letter, number nor white space.
namespace coldread {

/// kGpt2Pattern.
std::size_t gpt2_piece(std::string_view text, std::size_t position) noexcept;
/// kLlamaPattern with most_numbers = 3, kQwen2Pattern with 1.
std::size_t llama_bpe_piece(std::string_view text, std::size_t position, int most_numbers = 3) noexcept;

/// Length in bytes of the number character that begins at position; 0 where there is none.
std::size_t number_length(std::string_view text, std::size_t position) noexcept;
/// Position of the first number character from position on; text.size() where there is none.
std::size_t find_number(std::string_view text, std::size_t position) noexcept;

}  // namespace coldread
