#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "io/gguf.h"
#include "tokenizer/models/model_type.h"
#include "tokenizer/special_tokens.h"
#include "tokenizer/vocabulary.h"

// The tokens in the metadata of a GGUF file. All throw Error(input) about the file.
namespace coldread {

/// Control and unknown tokens are special, user-defined ones added.
std::shared_ptr<const Vocabulary> read_gguf_vocabulary(const GgufFile& gguf, Spelling spelling);

/// The same as vocab.txt has word pieces: "the", "##re" in place of "▁the", "re".
std::shared_ptr<const Vocabulary> read_gguf_word_pieces(const GgufFile& gguf);

/// By id.
std::vector<float> gguf_scores(const GgufFile& gguf, std::size_t vocabulary);

/// tokenizer.ggml.NAME; nothing where the file does not say.
std::optional<TokenId> gguf_token(const GgufFile& gguf, std::string_view name, std::size_t vocabulary);

/// `otherwise`: of a kind of tokenizer, as far as the vocabulary has them.
SpecialTokens read_gguf_special_tokens(const GgufFile& gguf, std::size_t vocabulary,
                                       const SpecialTokens& otherwise = {});

/// Tokens of nothing but line breaks.
std::vector<TokenId> line_breaks(const Vocabulary& vocabulary);

}  // namespace coldread
