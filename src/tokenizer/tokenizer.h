#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/request.h"

namespace coldread {

/// Byte-level BPE: text to token ids and back. Immutable after loading, so one object serves all threads.
class Tokenizer {
 public:
  struct SpecialTokens {
    std::optional<TokenId> bos;
    std::optional<TokenId> eos;
    std::optional<TokenId> pad;
  };

  virtual ~Tokenizer() = default;

  /// The ids of any bytes, valid UTF-8 or not. No BOS or EOS is added. With parse_special the text of a special token
  /// becomes that token; without, it is plain text.
  virtual std::vector<TokenId> encode(std::string_view text, bool parse_special = false) const = 0;

  /// The bytes of the ids; a special token gives its literal text unless skip_special. Throws Error(input) on an id
  /// outside the vocabulary.
  virtual std::string decode(std::span<const TokenId> ids, bool skip_special = false) const = 0;

  virtual std::size_t vocabulary_size() const = 0;
  virtual bool is_special(TokenId id) const = 0;
  virtual const SpecialTokens& special_tokens() const = 0;
  /// Whether this tokenizer puts BOS in front of every text by default (llama-bpe does, gpt2 and smollm don't).
  virtual bool adds_bos() const = 0;
  /// Name of the pre-tokenizer: "gpt2", "smollm", "llama-bpe".
  virtual std::string_view pre_tokenizer() const = 0;
  /// The Jinja chat template the model's files carry; empty where there is none.
  virtual const std::string& chat_template() const = 0;
};

/// Loads the tokenizer of a model: a .gguf file (its metadata), or a folder with tokenizer.json, or vocab.json and
/// merges.txt. Throws Error(input) naming the file, what is missing in it or not supported.
std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& model);

}  // namespace coldread
