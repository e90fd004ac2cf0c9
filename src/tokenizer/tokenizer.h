#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/request.h"
#include "tokenizer/added_tokens.h"
#include "tokenizer/decode_stream.h"
#include "tokenizer/tokenizer_parts.h"

namespace coldread {

/// Text to token ids and back. Immutable, so one object serves all threads.
class Tokenizer {
 public:
  /// Throws Error(input) where a special token is outside the vocabulary.
  explicit Tokenizer(TokenizerParts parts);

  /// The ids of any bytes, valid UTF-8 or not. No BOS or EOS is added. With parse_special the text of a special token
  /// becomes that token; without, it is plain text.
  std::vector<TokenId> encode(std::string_view text, bool parse_special = false) const;

  /// A whole text's ids with what this tokenizer puts around every text by default: BOS in front (Llama 3), or nothing
  /// (GPT-2, SmolLM2).
  std::vector<TokenId> post_process(std::vector<TokenId> ids) const;

  /// The same of two texts that belong together; without anything to add, one after the other.
  std::vector<TokenId> post_process_pair(std::span<const TokenId> first, std::span<const TokenId> second) const;

  /// To which text each id of post_process_pair() is counted, 0 or 1, for texts of so many ids.
  std::vector<int> pair_types(std::size_t first, std::size_t second) const;

  /// The bytes of the ids; a special token gives its literal text unless skip_special. Throws Error(input) on an id
  /// outside the vocabulary.
  std::string decode(std::span<const TokenId> ids, bool skip_special = false) const;

  /// The same, id by id.
  DecodeStream decode_stream(bool skip_special = false) const;

  std::size_t vocabulary_size() const { return parts_.vocabulary->size(); }
  bool is_special(TokenId id) const { return parts_.vocabulary->is_special(id); }
  const SpecialTokens& special_tokens() const { return parts_.special_tokens; }
  /// That end a generated text.
  const std::vector<EndToken>& end_tokens() const { return parts_.end_tokens; }
  /// Whether post_process() puts BOS in front.
  bool adds_bos() const;
  /// The texts that encode() takes for special tokens with parse_special, in the order of the files.
  std::vector<std::string> control_tokens() const;
  /// Name of the pre-tokenizer: "gpt2", "smollm", "llama-bpe"; "no pre-tokenizer".
  std::string_view pre_tokenizer() const;
  /// The Jinja chat template the model's files carry; empty where there is none.
  const std::string& chat_template() const { return parts_.chat_template; }
  /// The files that were read to make it, each once, in the order they were read: of a .gguf file that file.
  const std::vector<std::filesystem::path>& files() const { return parts_.files; }

 private:
  /// Added tokens to look for, those in raw text before those in normalised text.
  struct Finders {
    AddedTokenFinder raw;
    AddedTokenFinder normalized;
  };
  Finders finders(bool special) const;

  TokenizerParts parts_;
  Finders with_special_;
  Finders without_special_;
};

/// Loads the tokenizer of a model: a .gguf file (its metadata), or a folder with tokenizer.json, or vocab.json and
/// merges.txt. Throws Error(input) naming the file, what is missing in it or not supported.
std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& model, const ModelOverrides& overrides = {});

}  // namespace coldread
