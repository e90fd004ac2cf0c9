#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coldread {

/// Line ends \r\n and \r as \n.
std::string with_plain_line_ends(std::string_view text);
/// The lines without their ends; a line end at the end of the text begins no further line.
std::vector<std::string_view> split_lines(std::string_view text);

}  // namespace coldread
