#pragma once

#include <string>
#include <string_view>

namespace coldread {

/// The content of a gzip file (all its members). origin names it in errors. Throws Error(input): damaged, cut off,
/// more than 4 GiB unpacked, or more than 64 MiB and 256 times the packed size.
std::string gunzip(std::string_view packed, const std::string& origin);

}  // namespace coldread
