#include "engine/growing_text.h"

#include <algorithm>

#include "base/unicode.h"

namespace coldread {

GrowingText::GrowingText(const std::vector<std::string>& stops) {
  for (const auto& stop : stops) {
    if (!stop.empty()) {
      stops_.push_back(stop);
      longest_stop_ = std::max(longest_stop_, stop.size());
    }
  }
}

bool GrowingText::append(std::string_view piece) {
  const std::size_t before = text_.size();
  text_.append(piece);
  if (longest_stop_ == 0) {
    return false;
  }
  // A stop string that was not there before ends within the new piece.
  const std::size_t from = before - std::min(before, longest_stop_ - 1);
  std::size_t first = std::string::npos;
  for (const auto& stop : stops_) {
    first = std::min(first, text_.find(stop, from));
  }
  if (first == std::string::npos) {
    return false;
  }
  text_.resize(first);
  return true;
}

std::string_view GrowingText::take_safe() {
  std::size_t end = text_.size();
  // Held back: the longest end of the text that begins a stop string.
  const std::size_t longest = longest_stop_ == 0 ? 0 : std::min(text_.size() - shown_, longest_stop_ - 1);
  for (std::size_t length = longest; length > 0; --length) {
    const std::string_view tail = std::string_view(text_).substr(text_.size() - length);
    if (std::any_of(stops_.begin(), stops_.end(), [&](const auto& stop) { return stop.starts_with(tail); })) {
      end = text_.size() - length;
      break;
    }
  }
  std::string_view safe = std::string_view(text_).substr(shown_, end - shown_);
  safe.remove_suffix(incomplete_tail(safe));
  shown_ += safe.size();
  return safe;
}

std::string_view GrowingText::take_rest() {
  const std::string_view rest = std::string_view(text_).substr(std::min(shown_, text_.size()));
  shown_ = text_.size();
  return rest;
}

}  // namespace coldread
