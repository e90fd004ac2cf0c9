#pragma once

#include <vector>

#include "api/model_facts.h"
#include "io/gguf.h"
#include "tokenizer/vocabulary.h"

namespace coldread {

/// The tokens that end a text by the metadata of a .gguf file: those of its keys, and those that llama.cpp knows by
/// their text, since files seldom name more than one.
std::vector<EndToken> read_gguf_end_tokens(const GgufFile& gguf, const Vocabulary& vocabulary);

}  // namespace coldread
