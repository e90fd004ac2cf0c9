#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace coldread {

/// How text is cut into pieces before byte pairs are merged inside each piece. In the patterns below, a byte that is
/// not valid UTF-8 is one character that is neither letter, number nor white space.
enum class PreTokenizer {
  /// 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
  gpt2,
  /// Every \p{N} is a piece; gpt2 inside each stretch between them.
  smollm,
  /// (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|
  /// ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
  llama_bpe,
};

/// "gpt2", "smollm", "llama-bpe".
std::string_view name_of(PreTokenizer pre_tokenizer) noexcept;

// Length in bytes of the piece that begins at position (before the end of text).
std::size_t gpt2_piece(std::string_view text, std::size_t position) noexcept;
std::size_t llama_bpe_piece(std::string_view text, std::size_t position) noexcept;
/// Length in bytes of the number character that begins at position; 0 where there is none.
std::size_t number_length(std::string_view text, std::size_t position) noexcept;
/// Position of the first number character from position on; text.size() where there is none.
std::size_t find_number(std::string_view text, std::size_t position) noexcept;

/// Calls use(piece) for each piece in order; together they are the text.
template <typename Use>
void for_each_piece(PreTokenizer pre_tokenizer, std::string_view text, const Use& use) {
  std::size_t position = 0;
  const auto take = [&](std::size_t length) {
    use(text.substr(position, length));
    position += length;
  };
  switch (pre_tokenizer) {
    case PreTokenizer::gpt2:
      while (position < text.size()) take(gpt2_piece(text, position));
      break;
    case PreTokenizer::llama_bpe:
      while (position < text.size()) take(llama_bpe_piece(text, position));
      break;
    case PreTokenizer::smollm:
      while (position < text.size()) {
        const std::string_view stretch = text.substr(0, find_number(text, position));
        while (position < stretch.size()) take(gpt2_piece(stretch, position));
        if (position < text.size()) take(number_length(text, position));
      }
      break;
  }
}

}  // namespace coldread
