#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/value.h"
#include "tokenizer/normalizer.h"

namespace coldread {

/// What each file of normalizers.inc defines: the type's name in tokenizer.json, and how to make one by its settings.
struct NormalizerType {
  std::string_view type;
  std::unique_ptr<Normalizer> (*make)(const Value& description, const std::string& origin) = nullptr;
};

/// Null for none. Throws Error(input) about the file origin where a type or setting is not supported.
std::unique_ptr<Normalizer> make_normalizer(const Value& description, const std::string& origin);

}  // namespace coldread
