#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coldread {

/// What may stay as it is in a text that is about to be shown.
struct VisibleTextOptions {
  bool keep_line_breaks = false;      ///< line feeds and tabs
  bool keep_direction_marks = false;  ///< U+200E, U+202A to U+202E, U+2066 to U+2069 and their like
};

/// The text with everything made visible that a terminal or a page would obey: C0 controls and DEL become their Unicode
/// pictures (ESC: U+241B), C1 controls and direction marks "<U+009B>", invalid UTF-8 U+FFFD.
std::string visible_text(std::string_view text, const VisibleTextOptions& options = {});

/// Columns that a terminal gives the text.
std::size_t display_width(std::string_view text);

/// At most width columns of the text; a cut one ends in an ellipsis.
std::string cut_to_width(std::string_view text, std::size_t width);

}  // namespace coldread
