#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace coldread {

/// The text of bytes in an encoding, as UTF-8. encoding: by one of the names that Python has for it ("latin-1",
/// "utf-16", "cp1252", ...), whatever its case; a byte order mark at the front is left out. origin names the file.
/// Throws Error(usage) for an unknown encoding, with a suggestion; Error(input) with the line of bytes that are not of
/// the encoding, and where the text would be larger than 4 GiB.
std::string decode(std::string_view bytes, const std::string& encoding, const std::string& origin);

/// Where the first byte stands that is not UTF-8, with what it is and what helps; absent where all are. Line and column
/// (bytes) count from 1.
struct BadByte {
  Place place;
  std::string message;
};
std::optional<BadByte> first_bad_byte(std::string_view text, const std::string& origin);

/// What a file is by its first bytes where it is no plain text: "gzip", "Parquet", "UTF-16", ...; empty otherwise.
std::string_view binary_kind(std::string_view bytes);

}  // namespace coldread
