#pragma once

#include <string>

#include "api/value.h"

namespace coldread {

/// When a mark goes before a text: never, before the first stretch of a text alone, before every stretch.
enum class PrependScheme { never, first, always };

/// The settings of the pre-tokenizer and the decoder that tokenizer.json calls Metaspace.
struct MetaspaceSettings {
  std::string replacement;  ///< the character that stands for a space
  PrependScheme scheme = PrependScheme::always;
  bool splits = true;
};

/// Throws Error(input) about the file origin.
MetaspaceSettings read_metaspace(const Value& description, const std::string& origin);

}  // namespace coldread
