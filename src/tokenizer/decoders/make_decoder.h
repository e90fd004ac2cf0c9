#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/value.h"
#include "tokenizer/decoder.h"
#include "tokenizer/decoders/decoder_step.h"
#include "tokenizer/models/model_type.h"

namespace coldread {

/// What each file of decoders.inc defines: the type's name in tokenizer.json, and how to make one by its settings.
/// fused: the step stands behind Fuse.
struct DecoderType {
  std::string_view type;
  std::unique_ptr<DecoderStep> (*make)(const Value& description, bool fused, const std::string& origin) = nullptr;
};

/// spelling: of the vocabulary. Tokens of none stand side by side with spaces between them, as in Hugging Face
/// tokenizers. Throws Error(input) about the file origin where a type or setting is not supported.
std::unique_ptr<Decoder> make_decoder(const Value& description, Spelling spelling, const std::string& origin);

}  // namespace coldread
