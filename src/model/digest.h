#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "io/digest_cache.h"

namespace coldread {

/// sha256 over the files one after the other, hex. Every byte is read, each time: with a cache that knows the content
/// by its Xxh3, which takes a fifth of the time, the sha256 is the one found there. Throws Error(input).
std::string digest_of_files(std::span<const std::filesystem::path> files, DigestCache cache);

}  // namespace coldread
