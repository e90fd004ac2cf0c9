#pragma once

#include <string>
#include <vector>

#include "api/divergence.h"
#include "engine/backend.h"
#include "runner/config/run_config.h"
#include "runner/run_observer.h"

namespace coldread {

/// A model of the command line: PATH[,compute=TYPE].
struct ModelUnderType {
  std::string path;
  std::string compute = "fp32";
};
/// Throws Error(usage) for another key or type.
ModelUnderType model_under_type(const std::string& text);

struct NamedText {
  std::string name, text;
};

struct DivergenceOptions {
  ModelUnderType base, other;
  std::vector<NamedText> texts;
};

/// Loads both models and compares them on the texts, and on the tasks of the config where it has some. Throws
/// Error(usage) where their vocabularies differ, Error(input) for models and data.
DivergenceReport measure_divergence(const DivergenceOptions& options, RunConfig config, const Backend& backend,
                                    RunObserver& observer);

}  // namespace coldread
