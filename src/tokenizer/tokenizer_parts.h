#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tokenizer/added_tokens.h"
#include "tokenizer/pre_tokenizers/scanners.h"
#include "tokenizer/tokenizer.h"

namespace coldread {

/// What a model's files say about its tokenizer, whatever their format.
struct TokenizerParts {
  std::string origin;  ///< the file, for errors
  PreTokenizer pre_tokenizer = PreTokenizer::gpt2;
  /// Bytes of each token by id; empty where an id has none.
  std::vector<std::string> tokens;
  /// Pairs of tokens' bytes, the first merge first.
  std::vector<std::pair<std::string, std::string>> merges;
  std::vector<AddedToken> added_tokens;
  /// Takes the place of a byte the vocabulary lacks; such bytes vanish where there is none.
  std::optional<TokenId> unknown;
  bool fuses_unknown = false;      ///< one such token for several missing bytes in a row
  bool ignore_merges = false;      ///< a piece that is a token is that token, whatever the merges give
  bool normalizes_to_nfc = false;  ///< text is brought to normalization form C
  bool adds_prefix_space = false;  ///< a space goes before text that does not begin with one

  Tokenizer::SpecialTokens special_tokens;
  bool adds_bos = false;
  std::string chat_template;
};

/// From the metadata of a .gguf file.
TokenizerParts read_gguf_tokenizer(const std::filesystem::path& file);

/// From tokenizer.json of Hugging Face tokenizers and the files beside it.
TokenizerParts read_tokenizer_json(const std::filesystem::path& folder);

/// From vocab.json and merges.txt, or encoder.json and vocab.bpe as OpenAI named them, and the files beside them.
TokenizerParts read_vocabulary_files(const std::filesystem::path& folder, const std::filesystem::path& vocabulary,
                                     const std::filesystem::path& merges);

}  // namespace coldread
