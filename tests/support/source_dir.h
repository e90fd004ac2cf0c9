#pragma once

#include <filesystem>

namespace coldread {

/// The root of the checkout that the tests were built from.
const std::filesystem::path& source_dir();

}  // namespace coldread
