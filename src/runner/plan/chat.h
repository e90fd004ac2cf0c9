#pragma once

#include <string>

#include "api/model_facts.h"
#include "runner/config/run_config.h"
#include "task/task.h"

namespace coldread {

/// The chat template that a run's prompts of a model go through: the run's own, or the model's; empty where none is
/// applied. Throws Error(input) where there is none to apply, or its file cannot be read.
std::string chat_source(const RunConfig& config, const ModelFacts& model, const std::string& model_template);

/// How a run lays out the prompts of one of its models. model.chat_template: chat_source's. Throws Error(usage) for
/// settings that make no sense together and for a template that does not compile.
ChatFormat chat_of(const RunConfig& config, const ModelFacts& model);

}  // namespace coldread
