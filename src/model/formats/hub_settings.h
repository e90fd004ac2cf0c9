#pragma once

#include <filesystem>

#include "model/model_file.h"

namespace coldread {

/// A model folder as transformers writes it, with its config.json read and no weights yet. Throws Error(input).
ModelFile open_hub_settings(const std::filesystem::path& folder, const char* format);

}  // namespace coldread
