#include "app/word_wrap.h"

#include <utility>

#include "report/visible_text.h"

namespace coldread::app {

std::string WordWrap::take_word() {
  const std::size_t blanks = display_width(blanks_), word = display_width(word_);
  std::string out;
  if (column_ > 0 && word > 0 && column_ + blanks + word >= width_) {
    out = "\n";
    column_ = 0;
  } else {
    out = blanks_;
    column_ += blanks;
  }
  out += word_;
  column_ += word;
  blanks_.clear();
  word_.clear();
  return out;
}

std::string WordWrap::add(std::string_view piece) {
  if (width_ == 0) return std::string(piece);
  std::string out;
  for (const char c : piece) {
    if (c == '\n') {
      out += take_word() + "\n";
      column_ = 0;
    } else if (c == ' ') {
      if (!word_.empty()) out += take_word();
      blanks_ += c;
    } else {
      word_ += c;
    }
  }
  return out;
}

std::string WordWrap::finish() {
  return take_word();
}

}  // namespace coldread::app
