#pragma once

#include <string>
#include <string_view>

namespace coldread {

/// The content of a gzip file (all its members). origin names it in errors. Throws Error(input): damaged, cut off, or
/// more than 4 GiB unpacked.
std::string gunzip(std::string_view packed, const std::string& origin);

}  // namespace coldread
