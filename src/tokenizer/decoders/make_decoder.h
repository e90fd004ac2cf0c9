#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/value.h"
#include "tokenizer/decoder.h"

namespace coldread {

/// What each file of decoders.inc defines: the type's name in tokenizer.json, and how to make one by its settings.
struct DecoderType {
  std::string_view type;
  std::unique_ptr<Decoder> (*make)(const Value& description, const std::string& origin) = nullptr;
};

/// Throws Error(input) about the file origin where a type or setting is not supported.
std::unique_ptr<Decoder> make_decoder(const Value& description, const std::string& origin);

}  // namespace coldread
