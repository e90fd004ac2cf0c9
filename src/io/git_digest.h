#pragma once

#include <filesystem>
#include <string>

namespace coldread {

/// git's name of a file's content: the sha1, in hex, of "blob SIZE", a zero byte and the content. Throws Error(input).
std::string git_blob_digest(const std::filesystem::path& path);

}  // namespace coldread
