#pragma once

#include <filesystem>
#include <vector>

#include "engine/backend.h"

namespace coldread {

/// FoundModel::estimate() of a model in files: the requests go through the engine over a DryModel. tokenizer may be
/// null where all requests come as ids.
ModelEstimate estimate_model(const std::filesystem::path& path, const Tokenizer* tokenizer,
                             std::vector<Request> requests, const OpenOptions& options, bool complete,
                             const IgnoredSettings& ignored = {});

}  // namespace coldread
