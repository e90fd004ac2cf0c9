#pragma once

#include <string>

#include "api/model_facts.h"
#include "runner/config/run_config.h"
#include "task/task.h"

namespace coldread {

/// How a run lays out the prompts of one of its models: by the model's own chat template, or none. Throws Error(usage)
/// for settings that make no sense together, Error(input) for a model whose template is empty.
ChatFormat chat_of(const RunConfig& config, const ModelFacts& model, const std::string& model_template);

}  // namespace coldread
