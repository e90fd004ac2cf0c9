#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coldread::app {

/// Breaks a text that comes piece by piece into lines at its blanks, so that no word is cut at a terminal's edge. A
/// word is held back until it is whole; one that is longer than a line is left to the terminal.
class WordWrap {
 public:
  /// width: columns of a line; 0: nothing is changed.
  explicit WordWrap(std::size_t width) : width_(width) {}

  /// What may be shown after a further piece.
  std::string add(std::string_view piece);
  /// What was held back.
  std::string finish();

 private:
  std::string take_word();

  std::size_t width_;
  std::size_t column_ = 0;
  std::string blanks_, word_;  ///< not shown yet
};

}  // namespace coldread::app
