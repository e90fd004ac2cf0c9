#pragma once

#include <filesystem>

#include "model/config.h"
#include "model/model_file.h"
#include "model/model_options.h"
#include "model/weight_plan.h"

namespace coldread {

/// A file whose settings and tensors are understood and fit together.
struct UnderstoodModel {
  ModelFile file;
  ModelConfig config;
  WeightPlan plan;
};

/// What the settings of a file say, before its tensors are looked for. Throws Error(input), of a family that we do not
/// have with the nearest one that we have, and what as that would be missing.
ModelConfig read_config(const ModelFile& file);

/// From the header alone. Throws Error(input).
UnderstoodModel understand_model(const std::filesystem::path& path, const IgnoredSettings& ignored = {});

}  // namespace coldread
