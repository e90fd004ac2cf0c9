#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "api/execution.h"
#include "engine/backend.h"
#include "runner/plan/plan.h"

namespace coldread {

/// Where the models of a plan lie, for run.json of the folder. known: of those that were not looked for.
std::vector<ModelLocation> model_locations(const Plan& plan, const std::filesystem::path& folder,
                                           const std::vector<ModelLocation>& known);

/// What run.json of the first of the folders that has one says; none where it says nothing.
std::vector<ModelLocation> model_locations(std::span<const std::filesystem::path> folders);

/// Finds a model of a stored run where it lay: by the path from the folder, then the absolute one, then as the config
/// names it. Throws Error(input) where it is gone (naming the places), Error(usage) where another model lies there now.
std::unique_ptr<FoundModel> find_model_of(const std::filesystem::path& folder, const PlannedModel& model,
                                          const Backend& backend);

}  // namespace coldread
