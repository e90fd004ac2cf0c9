#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "api/model_facts.h"

namespace coldread {

/// sha256 over these files by name, size and content, hex, whatever order they come in; and over what a run overrides.
std::string settings_digest(std::span<const std::filesystem::path> files, const ModelOverrides& overrides = {});

}  // namespace coldread
