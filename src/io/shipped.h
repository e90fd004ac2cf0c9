#pragma once

#include <filesystem>
#include <string_view>

namespace coldread {

/// A folder that comes with the program, "tasks", "datasets", "configs" or "models": that of the working directory
/// where this is a checkout, else that of share/coldread beside an installed program, or of the checkout that the
/// program was built in. Empty where there is none.
std::filesystem::path shipped_folder(std::string_view name);

/// A path to read, as written in a file of the folder `base`: below that folder, else from the working directory, else
/// among what comes with the program, whichever is there first; below `base` where it is nowhere.
std::filesystem::path find_written_path(const std::filesystem::path& written, const std::filesystem::path& base);

}  // namespace coldread
