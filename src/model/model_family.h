#pragma once

#include "model/config.h"
#include "model/model_file.h"
#include "model/tensor_layout.h"

namespace coldread {

/// A family as one dialect spells it.
struct FamilyDialect {
  /// All but the family's name. Throws Error(input).
  ModelConfig (*read_config)(const ModelFile& file);
  TensorLayout (*layout)();
};

/// A family of architectures: its settings and its tensors in every dialect. What it computes is all in ModelConfig.
struct ModelFamily {
  const char* name;
  FamilyDialect hub;
  FamilyDialect gguf;
};

}  // namespace coldread
