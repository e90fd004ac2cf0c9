#pragma once

#include <array>
#include <string_view>

#include "model/config.h"
#include "model/model_file.h"
#include "model/tensor_layout.h"

namespace coldread {

/// A family as one dialect spells it.
struct FamilyDialect {
  /// What files call it; none: llama.cpp does not have it.
  std::array<std::string_view, 2> types = {};
  /// All but the family's name. Throws Error(input).
  ModelConfig (*read_config)(const ModelFile& file) = nullptr;
  /// Of a file with these settings.
  TensorLayout (*layout)(const ModelFile& file, const ModelConfig& config) = nullptr;
};

/// A family of architectures: its settings and its tensors in every dialect. What it computes is all in ModelConfig.
struct ModelFamily {
  const char* name;
  FamilyDialect hub;
  FamilyDialect gguf = {};
};

}  // namespace coldread
